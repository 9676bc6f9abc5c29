"""What the tests ask of the Python client: python3 stock.py PART KUBECONFIG NAMESPACE [REVISION]. Prints what was seen, a line a fact."""
import json
import sys

from kubernetes import client, config, watch

part, kubeconfig, space = sys.argv[1:4]
config.load_kube_config(config_file=kubeconfig)
core = client.CoreV1Api()


def config_map(name, value):
    return client.V1ConfigMap(metadata=client.V1ObjectMeta(name=name, labels={"of": "python"}), data={"k": value})


def resume():
    """A watch from a revision that is gone ends with 410; a new list and a watch from there go on."""
    try:
        for _ in watch.Watch().stream(core.list_namespaced_config_map, space, resource_version=sys.argv[4], timeout_seconds=10):
            print("event")
    except client.exceptions.ApiException as gone:
        print("gone", gone.status)

    listed = core.list_namespaced_config_map(space, label_selector="of=python")
    print("listed", " ".join(item.metadata.name for item in listed.items))
    core.create_namespaced_config_map(space, config_map("later", "0"))
    core.patch_namespaced_config_map("later", space, {"data": {"k": "1"}})
    core.delete_namespaced_config_map("later", space)
    stream = watch.Watch()
    seen = []
    for event in stream.stream(core.list_namespaced_config_map, space, label_selector="of=python",
                               resource_version=listed.metadata.resource_version, timeout_seconds=20):
        seen.append(event["type"])
        if event["type"] == "DELETED":
            stream.stop()

    print("seen", " ".join(seen))


def apply(manager, value, force=False):
    body = json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "applied"}, "data": {"x": value}})
    query = [("fieldManager", manager)] + ([("force", "true")] if force else [])
    try:
        answer, code, _ = client.ApiClient().call_api(
            f"/api/v1/namespaces/{space}/configmaps/applied", "PATCH", query_params=query, body=body, response_type="object",
            header_params={"Content-Type": "application/apply-patch+yaml", "Accept": "application/json"})
        print("applied", code, answer["data"]["x"], " ".join(f["manager"] for f in answer["metadata"].get("managedFields", [])))
    except client.exceptions.ApiException as refused:
        status = json.loads(refused.body)
        print("refused", refused.status, status["reason"])


def server_side_apply():
    apply("one", "1")
    apply("two", "2")
    apply("two", "2", force=True)


{"resume": resume, "apply": server_side_apply}[part]()
