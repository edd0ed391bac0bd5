FROM python:3.13-slim
WORKDIR /srv/jenjang
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
CMD ["sh", "-c", "flask store migrate && flask users setup-link && exec gunicorn 'app:serving()' --workers 2 --threads 8 --bind 0.0.0.0:5000"]
