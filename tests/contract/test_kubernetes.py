"""The manifests for Kubernetes are valid, and use the same processes, checks and settings as docker-compose.yml."""

import re
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from files.upload import MAX_UPLOAD_BYTES
from portal.environment import Environment, read_environment, secret_variables
from portal.process import PROCESS_COMMANDS
from portal.secret_files import SUFFIX
from tests.contract.test_compose import OURS, image_environment
from tests.contract.tree import ROOT
from tests.portal.test_environment import PRODUCTION

pytestmark = pytest.mark.sqlite_is_enough
FOLDER = ROOT / "deploy" / "kubernetes"
MANIFESTS: list[dict[str, Any]] = [
    manifest for path in sorted(FOLDER.glob("*.yaml")) for manifest in yaml.safe_load_all(path.read_text())
]
BY_KIND = {(manifest["kind"], manifest["metadata"]["name"]): manifest for manifest in MANIFESTS}
CONFIG: dict[str, str] = BY_KIND["ConfigMap", "slipway"]["data"]
SECRET: dict[str, str] = BY_KIND["Secret", "slipway"]["stringData"]
PODS: dict[str, dict[str, Any]] = {
    manifest["metadata"]["labels"]["app.kubernetes.io/component"]: manifest["spec"]["template"]["spec"]
    for manifest in MANIFESTS
    if manifest["kind"] in {"Deployment", "Job"}
}
CONTAINERS = {name: pod["containers"][0] for name, pod in PODS.items()}
_SECRETS_FOLDER = "/run/secrets/slipway"


@pytest.mark.parametrize(
    "manifest", MANIFESTS, ids=lambda manifest: f"{manifest['kind']} {manifest['metadata']['name']}"
)
def test_manifest_is_valid(manifest: dict[str, Any]) -> None:
    kubernetes_validate.validate(manifest, "1.30", strict=True)


def test_wrong_manifest_is_refused() -> None:
    wrong = {**BY_KIND["Deployment", "slipway-web"], "spec": {"replicas": "two"}}

    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, "1.30", strict=True)


def test_there_is_a_pod_for_every_process() -> None:
    assert set(CONTAINERS) == {"prepare", *PROCESS_COMMANDS}
    for name, container in CONTAINERS.items():
        assert container["command"] == OURS[name]["command"]
        assert container["image"] == OURS[name]["image"]


def test_probes_are_the_health_checks_of_compose() -> None:
    for name in PROCESS_COMMANDS:
        check = OURS[name]["healthcheck"]["test"][1:]
        probes = [CONTAINERS[name][probe] for probe in CONTAINERS[name] if probe.endswith("Probe")]
        assert {tuple(probe["exec"]["command"]) for probe in probes} == {tuple(check)}
        assert {"startupProbe", "livenessProbe"} <= set(CONTAINERS[name])
        assert {f"{probe['timeoutSeconds']}s" for probe in probes} == {OURS[name]["healthcheck"]["timeout"]}
    assert "readinessProbe" in CONTAINERS["web"]


def test_processes_get_the_time_that_they_take_to_stop() -> None:
    (*_sleep, seconds) = CONTAINERS["web"]["lifecycle"]["preStop"]["exec"]["command"]
    for name, waits in {"web": int(seconds), "worker": 0}.items():
        grace = int(OURS[name]["stop_grace_period"].removesuffix("s"))
        assert PODS[name]["terminationGracePeriodSeconds"] >= grace + waits


def test_web_pods_are_not_evicted_together() -> None:
    budget, web = BY_KIND["PodDisruptionBudget", "slipway-web"]["spec"], BY_KIND["Deployment", "slipway-web"]["spec"]

    assert budget["selector"] == web["selector"]
    assert budget["minAvailable"] < web["replicas"]


def test_ingress_accepts_the_largest_upload() -> None:
    annotations = BY_KIND["Ingress", "slipway"]["metadata"]["annotations"]

    assert annotations["nginx.ingress.kubernetes.io/proxy-body-size"] == f"{MAX_UPLOAD_BYTES // 10**9}g"


def test_browser_stays_with_a_pod_during_an_upgrade() -> None:
    """Pods share no folder, so each has only the style sheets and scripts of its release."""
    annotations = BY_KIND["Ingress", "slipway"]["metadata"]["annotations"]
    prefix = "nginx.ingress.kubernetes.io"

    assert {"name": "data", "emptyDir": {}} in PODS["web"]["volumes"]
    assert annotations[f"{prefix}/affinity"] == "cookie"
    assert annotations[f"{prefix}/affinity-mode"] == "persistent"  # also while new pods are added


def test_guide_replaces_processes_in_the_order_of_upgrades() -> None:
    guide = (FOLDER / "README.md").read_text()

    names = re.findall(r"rollout status deployment/slipway-(\w+)", guide)
    assert names == ["web", "worker", "beat"]


def test_pods_may_do_no_more_than_the_containers_of_compose() -> None:
    for name, pod in PODS.items():
        security = CONTAINERS[name]["securityContext"]
        assert security["readOnlyRootFilesystem"], name
        assert not security["allowPrivilegeEscalation"]
        assert security["capabilities"] == {"drop": ["ALL"]}
        assert pod["securityContext"]["runAsNonRoot"]
        assert f"--uid {pod['securityContext']['runAsUser']} " in (ROOT / "Dockerfile").read_text()
        assert pod["automountServiceAccountToken"] is False
        assert pod["enableServiceLinks"] is False  # variables such as REDIS_PORT=tcp://10.0.0.7:6379
        assert set(CONTAINERS[name]["resources"]) == {"requests", "limits"}
        mounts = {mount["mountPath"] for mount in CONTAINERS[name]["volumeMounts"]}
        assert mounts == {image_environment()["DATA_DIR"], "/tmp", _SECRETS_FOLDER}


def test_service_and_ingress_lead_to_the_web_pods() -> None:
    service, ingress = BY_KIND["Service", "slipway-web"]["spec"], BY_KIND["Ingress", "slipway"]["spec"]
    labels = BY_KIND["Deployment", "slipway-web"]["spec"]["template"]["metadata"]["labels"]
    (routing,) = ingress["rules"]
    backend = routing["http"]["paths"][0]["backend"]["service"]

    assert service["selector"] == labels
    assert CONTAINERS["web"]["ports"] == [{"name": "http", "containerPort": int(image_environment()["PORT"])}]
    assert service["ports"] == [{"name": "http", "port": 80, "targetPort": "http"}]
    assert (backend["name"], backend["port"]) == ("slipway-web", {"name": "http"})
    assert CONFIG["PUBLIC_URL"] == f"https://{routing['host']}"
    assert ingress["tls"][0]["hosts"] == [routing["host"]] == CONFIG["ALLOWED_HOSTS"].split(",")


def test_settings_are_those_of_the_portal() -> None:
    files = {f"{name}{SUFFIX}" for name in secret_variables()}

    assert set(CONFIG) <= {name.upper() for name in Environment.__dataclass_fields__} | files
    assert {value for name, value in CONFIG.items() if name in files} == {
        f"{_SECRETS_FOLDER}/{name}" for name in SECRET
    }
    for name, container in CONTAINERS.items():
        assert container["envFrom"] == [{"configMapRef": {"name": "slipway"}}]
        assert {"secret": {"secretName": "slipway", "defaultMode": 0o440}, "name": "secrets"} in PODS[name]["volumes"]


def test_only_prepare_gets_the_role_that_owns_the_tables() -> None:
    (variable,) = CONTAINERS["prepare"]["env"]
    reference = variable["valueFrom"]["secretKeyRef"]

    assert variable["name"] == "DATABASE_OWNER_URL"
    assert variable["name"].lower() in Environment.__dataclass_fields__
    assert reference["optional"]
    assert list(BY_KIND["Secret", reference["name"]]["stringData"]) == [reference["key"]]
    assert [name for name in CONTAINERS if "env" in CONTAINERS[name]] == ["prepare"]
    mounted = {
        volume["secret"]["secretName"] for pod in PODS.values() for volume in pod["volumes"] if "secret" in volume
    }
    assert reference["name"] not in mounted


def test_settings_are_enough_for_production(tmp_path: Path) -> None:
    contents = {
        "secret_key": PRODUCTION["SECRET_KEY"],
        "encryption_keys": PRODUCTION["SECRET_KEY"][::-1],
        "email_url": PRODUCTION["EMAIL_URL"],
    }
    for name in SECRET:
        (tmp_path / name).write_text(contents.get(name, "value"))

    config = {name: value.replace(_SECRETS_FOLDER, str(tmp_path)) for name, value in CONFIG.items()}

    assert read_environment({**image_environment(), **config}).is_production
