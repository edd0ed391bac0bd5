"""The Word templates of invitation and minutes: `python -m seeds.letter_templates` makes seeds/letters/*.docx anew.

They hold the fields that operations.word_templates fills, and are what a dinas begins its own template with.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from operations.documents import FOLDER

MADE = datetime(2026, 1, 1, tzinfo=UTC)  # a date of today would change the files at every run
CENTRE = WD_ALIGN_PARAGRAPH.CENTER


class Letter:
    """A Word document as it is put together."""

    def __init__(self, title: str) -> None:
        self.document: Any = Document()
        core = self.document.core_properties
        core.title, core.author, core.comments, core.created, core.modified = title, "Jenjang", "", MADE, MADE
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(2.5), Cm(2)
        section.top_margin = section.bottom_margin = Cm(2)
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = "Times New Roman", Pt(11)
        style.paragraph_format.space_after = Pt(3)

    def packed(self) -> bytes:
        """The document as a file, the same at every run."""
        out, stable = io.BytesIO(), io.BytesIO()
        self.document.save(out)
        with zipfile.ZipFile(out) as old, zipfile.ZipFile(stable, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                new.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
        return stable.getvalue()

    def line(self, text: str, bold: bool = False, **shape: Any) -> Any:
        """A paragraph; `align`, `size` in points, `indent` in centimetres, `above` in points."""
        made = self.document.add_paragraph()
        run = made.add_run(text)
        run.bold = bold
        if "size" in shape:
            run.font.size = Pt(shape["size"])
        if "align" in shape:
            made.alignment = shape["align"]
        made.paragraph_format.left_indent = Cm(shape.get("indent", 0))
        made.paragraph_format.space_before = Pt(shape.get("above", 0))
        return made

    def loop(self, head: str, *lines: tuple[str, float]) -> None:
        """A paragraph a turn; each line with its indent."""
        self.line(f"{{%p for {head} %}}")
        for text, indent in lines:
            self.line(text, indent=indent)
        self.line("{%p endfor %}")

    def when(self, condition: str, *lines: str, **shape: Any) -> None:
        """Paragraphs that stand under a condition."""
        self.line(f"{{%p if {condition} %}}")
        for text in lines:
            self.line(text, **shape)
        self.line("{%p endif %}")

    def table(self, widths: tuple[float, ...], *rows: tuple[str, ...], style: str | None = None) -> Any:
        """A table; a row of one cell is a tag of its own, such as `{%tr for … %}`."""
        made = self.document.add_table(rows=0, cols=len(widths), style=style)
        made.autofit = False
        for column, width in zip(made.columns, widths, strict=True):
            column.width = Cm(width)
        for texts in rows:
            cells = made.add_row().cells
            for cell, text, width in zip(cells, [*texts, *[""] * (len(widths) - len(texts))], widths, strict=True):
                cell.text, cell.width = text, Cm(width)
        return made

    def head(self) -> None:
        """The letterhead, with a line under it."""
        self.when("logo", "{{ logo }}", align=CENTRE)
        self.line("{%p for baris in kop %}")
        self.line("{{ baris }}", bold=True, size=13, align=CENTRE)
        self.line("{%p endfor %}")
        under = self.line("", size=2)
        borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
        for name, value in (("val", "single"), ("sz", "12"), ("space", "1"), ("color", "auto")):
            bottom.set(qn(f"w:{name}"), value)
        borders.append(bottom)
        under._p.get_or_add_pPr().append(borders)


def invitation() -> Letter:
    """Undangan."""
    made = Letter("Undangan")
    made.head()
    made.line("{{ kota }}, {{ tanggal }}", align=WD_ALIGN_PARAGRAPH.RIGHT)
    made.table((2.2, 14), ("Nomor", ": {{ nomor }}"), ("Sifat", ": {{ sifat }}"), ("Lampiran", ": {{ lampiran }}"),
               ("Hal", ": {{ hal }}"))  # fmt: skip
    made.line("Yth.", above=8)
    made.when("yth_terlampir", "(daftar terlampir)")
    made.line("{%p if not yth_terlampir %}")
    made.loop("nama in yth", ("{{ loop.index }}. {{ nama }}", 0.6))
    made.line("{%p endif %}")
    made.line("di Tempat")
    made.line("Mengharap dengan hormat kehadiran Bapak/Ibu pada {{ jenis }} yang diselenggarakan pada:", above=8)
    made.table((1.2, 3, 12), ("", "hari, tanggal", ": {{ hari_tanggal }}"), ("", "waktu", ": {{ waktu }}"),
               ("{%tr if tempat %}",), ("", "tempat", ": {{ tempat }}"), ("{%tr endif %}",),
               ("{%tr if tautan %}",), ("", "tautan", ": {{ tautan }}"), ("{%tr endif %}",))  # fmt: skip
    made.line("{%p if acara %}")
    made.line("acara:", indent=1.2)
    made.loop(
        "butir in acara", ("{{ loop.index }}. {{ butir.judul }}{% if butir.lama %} ({{ butir.lama }}){% endif %}", 1.8)
    )
    made.line("{%p endif %}")
    made.when("catatan", "{{ catatan }}", above=6)
    made.line("Demikian atas perhatian dan kehadirannya disampaikan terima kasih.", above=6)
    made.line("{% if ketua.jabatan %}{{ ketua.jabatan }}{% else %}Pimpinan rapat{% endif %},", indent=9, above=12)
    made.line("{{ ketua.nama }}", bold=True, indent=9, above=56)
    made.when("ketua.nip", "NIP {{ ketua.nip }}", indent=9)
    made.line("{%p if yth_terlampir %}")
    made.line("Lampiran: daftar yang diundang", bold=True).paragraph_format.page_break_before = True
    made.loop("nama in yth", ("{{ loop.index }}. {{ nama }}", 0.6))
    made.line("{%p endif %}")
    return made


def minutes() -> Letter:
    """Notula."""
    made = Letter("Notula")
    made.head()
    made.line("NOTULA", bold=True, size=13, align=CENTRE)
    made.when("nomor", "Nomor: {{ nomor }}", align=CENTRE)
    made.when("not disahkan.digest", "Konsep, belum disahkan", align=CENTRE)
    names = (("Rapat", "judul"), ("Jenis", "jenis"), ("Periode", "periode"), ("Unit", "unit"),
             ("Hari, tanggal", "hari_tanggal"), ("Waktu", "waktu"), ("Tempat", "tempat"), ("Pimpinan rapat", "ketua"),
             ("Notulis", "notulis"))  # fmt: skip
    rows = [row for name, key in names for row in _if_told(name, key)]
    made.table((3.5, 13), *rows)
    made.line("A. Peserta", bold=True, above=8)
    told = "{{ loop.index }}. {{ orang.nama }}{% if orang.dari %} ({{ orang.dari }}){% endif %}"
    made.loop("orang in hadir", (told + "{% if orang.kehadiran %}: {{ orang.kehadiran }}{% endif %}", 0))
    made.line("B. Acara", bold=True, above=8)
    made.line("{%p for butir in acara %}")
    made.line("{{ loop.index }}. {{ butir.judul }}")
    made.loop("teks in butir.catatan", ("{{ teks }}", 0.6))
    made.line("{%p endfor %}")
    _people(made)
    made.line("{%p if kesimpulan %}")
    made.line("{% if pegawai %}D{% else %}C{% endif %}. Kesimpulan", bold=True, above=8)
    made.loop("teks in kesimpulan", ("{{ teks }}", 0))
    made.line("{%p endif %}")
    made.line("{% if pegawai and kesimpulan %}E{% elif pegawai or kesimpulan %}D{% else %}C{% endif %}. Tindak lanjut",
              bold=True, above=8)  # fmt: skip
    cells = ("{{ loop.index }}", "{{ butir.uraian }}", "{{ butir.tentang }}", "{{ butir.pic }}", "{{ butir.tenggat }}")
    made.table((1, 6.5, 3.4, 3.2, 2.4), ("No.", "Uraian", "Tentang", "Penanggung jawab", "Tenggat"),
               ("{%tr for butir in tindak_lanjut %}",), cells, ("{%tr endfor %}",), style="Table Grid")  # fmt: skip
    made.when("not tindak_lanjut", "Tidak ada.")
    made.line("{%p if adendum %}")
    made.line("Adendum", bold=True, above=10)
    made.loop(
        "butir in adendum",
        ("Adendum {{ butir.nomor }}: {{ butir.tentang }}", 0),
        ("{{ butir.teks }}", 0.6),
        ("Disahkan oleh {{ butir.oleh }} pada {{ butir.pada }}.", 0.6),
    )
    made.line("{%p endif %}")
    made.line("", above=10)
    made.table((8.2, 8.2), ("Mengetahui,\nPimpinan rapat,\n\n\n\n{{ ketua }}", "\nNotulis,\n\n\n\n{{ notulis }}"))
    made.line("{%p if disahkan.digest %}")
    made.line("{{ qr }}", above=12)
    made.line("Disahkan oleh {{ disahkan.oleh }} pada {{ disahkan.pada }}.", size=9)
    made.line("Sidik (SHA-256): {{ disahkan.digest }}", size=9)
    made.line("Periksa keaslian: {{ disahkan.tautan }}", size=9)
    made.line("{%p endif %}")
    return made


def _if_told(name: str, key: str) -> tuple[tuple[str, ...], ...]:
    """A row of facts, left out where there is nothing to tell."""
    return ((f"{{%tr if {key} %}}",), (name, f": {{{{ {key} }}}}"), ("{%tr endif %}",))


def _people(made: Letter) -> None:
    made.line("{%p if pegawai %}")
    made.line("C. Pembahasan pegawai", bold=True, above=8)
    made.line("{%p endif %}")
    made.line("{%p for orang in pegawai %}")
    made.line("{{ orang.nama }}{% if orang.kehadiran %} ({{ orang.kehadiran }}){% endif %}", bold=True, above=6)
    made.loop("teks in orang.pembahasan", ("{{ teks }}", 0.6))
    made.line("{%p for butir in orang.aspirasi %}")
    made.line("Aspirasi{% if butir.kategori %} ({{ butir.kategori }}){% endif %}: {{ butir.teks }}", indent=0.6)
    made.loop("saran in butir.saran", ("Saran{% if saran.oleh %} ({{ saran.oleh }}){% endif %}: {{ saran.teks }}", 1.2))
    made.line("{%p endfor %}")
    made.loop("teks in orang.kesimpulan", ("Kesimpulan: {{ teks }}", 0.6))
    made.line("{%p endfor %}")


def main() -> None:
    """Write the templates."""
    for name, made in (("invitation", invitation()), ("minutes", minutes())):
        (FOLDER / f"{name}.docx").write_bytes(made.packed())


if __name__ == "__main__":
    main()
