# Two stages: the first installs the locked packages; the second contains no build tools and does not run as root.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
RUN python -m venv /venv
COPY requirements/production.txt requirements/
RUN /venv/bin/pip install --require-hashes -r requirements/production.txt
COPY . .
RUN /venv/bin/python -m portal.translations \
 && /venv/bin/python -m portal.command_wheel \
 && STATIC_DIR=/app/staticfiles /venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
 && find tests -mindepth 1 -maxdepth 1 ! -name samples -exec rm -rf {} + \
 && rm -rf bench var

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 PORT=8000 DATA_DIR=/data STATIC_DIR=/app/staticfiles MODE=production
# pg_dump and pg_restore, of the same major version as the server in docker-compose.yml. Pictures need no fonts.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends postgresql-client-15 \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /data --create-home slipway
COPY --from=build /venv /venv
COPY --from=build --chown=root:root /app /app
WORKDIR /app
USER slipway
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s CMD ["python", "-m", "portal.probe", "live"]
CMD ["python", "-m", "portal.process", "web"]
