"""What the city's trainings are about: topics a field of work, and which agency works in which field."""

from __future__ import annotations

FIELD_OF = {
    "DISDIK": "pendidikan", "DINKES": "kesehatan", "DINSOS": "sosial", "DP3APPKB": "sosial", "DISHUB": "perhubungan",
    "DPUPR": "teknik", "DPKP": "teknik", "DLH": "lingkungan", "DISPANGTAN": "lingkungan", "BPKPD": "keuangan",
    "INSPEKTORAT": "pengawasan", "BKPSDM": "kepegawaian", "DISKOMINFO": "digital", "DISDUKCAPIL": "pelayanan",
    "DPMPTSP": "pelayanan", "DISPERPUSIP": "kearsipan", "SATPOLPP": "ketertiban", "KESBANGPOL": "ketertiban",
    "BAPPEDA": "perencanaan", "DISPERINAKER": "ekonomi", "DINKOPUKM": "ekonomi", "DISDAG": "ekonomi",
    "DISBUDPARPORA": "pariwisata",
}  # fmt: skip
TOPICS: dict[str, tuple[str, ...]] = {
    "umum": ("Penyusunan Naskah Dinas", "Manajemen Risiko Sektor Publik", "Pelayanan Publik Berstandar",
             "Penyusunan Sasaran Kinerja Pegawai", "Pengadaan Barang/Jasa Pemerintah", "Reformasi Birokrasi Tematik",
             "Penyusunan Standar Operasional Prosedur", "Komunikasi Efektif di Tempat Kerja",
             "Pengolahan Data dengan Lembar Kerja", "Keamanan Informasi bagi ASN"),
    "pendidikan": ("Pembelajaran Berdiferensiasi", "Asesmen Diagnostik di Sekolah Dasar", "Pendidikan Inklusif",
                   "Supervisi Akademik", "Literasi dan Numerasi", "Pencegahan Perundungan di Sekolah",
                   "Pengelolaan Dana Bantuan Operasional Satuan Pendidikan", "Perencanaan Berbasis Data"),
    "kesehatan": ("Tata Laksana Gizi Buruk", "Surveilans Penyakit Menular", "Bantuan Hidup Dasar",
                  "Pencegahan dan Pengendalian Infeksi", "Manajemen Puskesmas", "Percepatan Penurunan Stunting",
                  "Rekam Medis Elektronik", "Kesehatan Ibu dan Anak", "Akreditasi Fasilitas Kesehatan"),
    "sosial": ("Asesmen Penerima Manfaat", "Pendampingan Lansia dan Disabilitas", "Pengelolaan Data Terpadu Sosial",
               "Layanan Dukungan Psikososial", "Perlindungan Anak Berhadapan dengan Hukum", "Penanganan Kebencanaan",
               "Manajemen Kasus Sosial"),
    "perhubungan": ("Manajemen dan Rekayasa Lalu Lintas", "Pengujian Berkala Kendaraan Bermotor",
                    "Analisis Dampak Lalu Lintas", "Keselamatan Angkutan Umum", "Pengelolaan Perparkiran",
                    "Manajemen Proyek Transportasi"),
    "teknik": ("Pengawasan Pekerjaan Jalan", "Penyusunan Rencana Detail Tata Ruang", "Pengelolaan Sistem Drainase",
               "Keselamatan Konstruksi", "Pemetaan dengan Sistem Informasi Geografis", "Penataan Kawasan Kumuh"),
    "lingkungan": ("Pengelolaan Sampah Berbasis Masyarakat", "Pemantauan Kualitas Air",
                   "Penyusunan Dokumen Lingkungan", "Penyuluhan Pertanian Perkotaan",
                   "Kewaspadaan Pangan dan Gizi", "Kesehatan Hewan Kurban"),
    "keuangan": ("Akuntansi Pemerintah Berbasis Akrual", "Penatausahaan Keuangan Daerah",
                 "Pengelolaan Barang Milik Daerah", "Optimalisasi Pendapatan Asli Daerah",
                 "Penilaian Pajak Bumi dan Bangunan"),
    "pengawasan": ("Audit Kinerja", "Audit Berbasis Risiko", "Pengawalan Sistem Pengendalian Intern",
                   "Penanganan Pengaduan Masyarakat", "Evaluasi Akuntabilitas Kinerja"),
    "kepegawaian": ("Analisis Jabatan dan Beban Kerja", "Manajemen Talenta ASN", "Penyusunan Pola Karier",
                    "Asesmen Kompetensi", "Penegakan Disiplin ASN", "Pengelolaan Kinerja ASN"),
    "digital": ("Arsitektur Sistem Pemerintahan Berbasis Elektronik", "Statistik Sektoral", "Penanganan Insiden Siber",
                "Pengelolaan Pusat Data", "Kehumasan Pemerintah di Media Sosial", "Satu Data Indonesia"),
    "pelayanan": ("Pelayanan Administrasi Kependudukan", "Perizinan Berusaha Berbasis Risiko", "Pelayanan Prima",
                  "Survei Kepuasan Masyarakat", "Pengelolaan Mal Pelayanan Publik"),
    "kearsipan": ("Penyusutan Arsip", "Kearsipan Elektronik", "Pelestarian Naskah Kuno", "Transformasi Perpustakaan"),
    "ketertiban": ("Penegakan Peraturan Daerah", "Deteksi Dini Gangguan Ketertiban", "Penyidik Pegawai Negeri Sipil",
                   "Moderasi dan Wawasan Kebangsaan"),
    "perencanaan": ("Penyusunan Rencana Kerja Perangkat Daerah", "Evaluasi Program Pembangunan",
                    "Penelitian Kebijakan Daerah", "Penyelarasan Indikator Kinerja"),
    "ekonomi": ("Pendampingan Usaha Mikro", "Metrologi Legal", "Pengawasan Koperasi", "Penempatan Tenaga Kerja",
                "Pemasaran Digital bagi Pelaku Usaha", "Pengelolaan Pasar Rakyat"),
    "pariwisata": ("Pengelolaan Destinasi Wisata", "Pelestarian Cagar Budaya", "Ekonomi Kreatif Daerah",
                   "Manajemen Kegiatan Olahraga"),
}  # fmt: skip
RULES = (
    "PermenPANRB Nomor 6 Tahun 2022 tentang Pengelolaan Kinerja ASN", "UU Nomor 20 Tahun 2023 tentang ASN",
    "UU Nomor 27 Tahun 2022 tentang Pelindungan Data Pribadi", "Kode Etik dan Kode Perilaku ASN",
    "Gerakan Antigratifikasi", "Netralitas ASN", "Penggunaan Tanda Tangan Elektronik",
)  # fmt: skip
COURSES = ("Bahasa Inggris untuk Pelayanan Publik", "Bahasa Isyarat Dasar", "Desain Grafis Dasar", "Audit Internal",
           "Pengolahan Data dengan Python", "Penulisan Ilmiah")  # fmt: skip
ORGANISERS = {
    "province": ("BPSDMD Provinsi Jawa Tengah", "BKPSDM Kota Salatiga", "LAN RI", "Puslatbang KDOD LAN"),
    "city": ("BKPSDM Kota Salatiga", "Sekretariat Daerah Kota Salatiga"),
    "online": ("LAN RI (ASN Berpijar)", "Badan Siber dan Sandi Negara", "Kementerian PANRB", "BKN"),
    "campus": ("Universitas Diponegoro", "Universitas Kristen Satya Wacana", "Universitas Gadjah Mada"),
    "kesehatan": ("Bapelkes Provinsi Jawa Tengah", "Dinas Kesehatan Provinsi Jawa Tengah", "Kementerian Kesehatan"),
    "pendidikan": ("Balai Besar Guru Penggerak Jawa Tengah", "Kementerian Pendidikan Dasar dan Menengah"),
    "sosial": ("Balai Besar Diklat Kesejahteraan Sosial Yogyakarta", "Kementerian Sosial"),
    "perhubungan": ("Politeknik Keselamatan Transportasi Jalan Tegal", "Kementerian Perhubungan"),
    "keuangan": ("Pusdiklatwas BPKP", "Kementerian Dalam Negeri"),
    "pengawasan": ("Pusdiklatwas BPKP", "Inspektorat Provinsi Jawa Tengah"),
}  # fmt: skip
HOSTS = {
    "kesehatan": ("RSUP Dr. Kariadi Semarang", "RSUD Dr. Moewardi Surakarta", "RSUP Dr. Sardjito Yogyakarta"),
    "pendidikan": ("Balai Besar Guru Penggerak Jawa Tengah", "Universitas Negeri Semarang"),
    "sosial": ("Sentra Terpadu Prof. Dr. Soeharso Surakarta", "Dinas Sosial Provinsi Jawa Tengah"),
    "perhubungan": ("Dinas Perhubungan Kota Surakarta", "Balai Pengelola Transportasi Darat Jawa Tengah"),
    "umum": ("Pemerintah Kota Surakarta", "Pemerintah Kota Semarang", "Dinas Kominfo Provinsi Jawa Tengah",
             "Badan Kepegawaian Daerah Provinsi Jawa Tengah"),
}  # fmt: skip
CITIES = ("Kota Surakarta", "Kota Semarang", "Kota Magelang", "Kota Yogyakarta", "Kabupaten Sleman", "Kota Surabaya",
          "Kabupaten Banyuwangi", "Kota Bandung")  # fmt: skip
COMPANIES = ("PT Kereta Api Indonesia", "Bank Jateng", "PDAM Kota Salatiga", "PT PLN", "PT Telkom Indonesia")


def field_of(agency: str) -> str:
    """The field of work of the agency with that code; `umum` for those that do a bit of everything."""
    return FIELD_OF.get(agency, "umum")
