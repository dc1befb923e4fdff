"""Configuration of the web server."""

import os

from portal.environment import read_environment

_environment = read_environment({**os.environ, "PROCESS_NAME": "web"})

wsgi_app = "portal.wsgi"
bind = f"{_environment.host}:{_environment.port}"
worker_class = "gthread"
workers = _environment.web_processes
threads = _environment.web_threads
reload = _environment.debug
timeout = 60
graceful_timeout = 10
keepalive = 5
# Our middleware writes the access log, with the request id.
accesslog = None
loglevel = "warning"
errorlog = "-"
control_socket_disable = True
