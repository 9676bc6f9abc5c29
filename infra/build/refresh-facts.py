#!/usr/bin/env python3
"""Writes src/Orleans.KubeApi/Catalog/Facts/types.txt, the compact facts about API types.

    refresh-facts.py TYPES_JSON OPENAPI_V2_JSON[.gz]

TYPES_JSON describes Go API types: {"types": {full name: {kind: struct|alias, base, values, markers,
fields: [{name, type, proto, omitEmpty, required, inline, markers}]}}}. OPENAPI_V2_JSON is what some API
server answers at /openapi/v2; where it knows a field it decides whether that is required. Run once per
Kubernetes version; resources.txt beside it is kept by hand, it names the roots. The format is explained
in Catalog/Facts/README.md.
"""
import gzip
import json
import pathlib
import re
import sys

FACTS = pathlib.Path(__file__).resolve().parents[2] / "src/Orleans.KubeApi/Catalog/Facts"
META = "io.k8s.apimachinery.pkg.apis.meta.v1."
RUNTIME = "io.k8s.apimachinery.pkg.runtime."
CRD = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1."
# Types with a JSON form of their own, which struct fields cannot tell.
SHAPES = {
    META + "Time": "time",
    META + "MicroTime": "microtime",
    META + "Duration": "duration",
    META + "FieldsV1": "any",
    RUNTIME + "RawExtension": "any",
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "int-or-string",
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "quantity",
    CRD + "JSON": "any",
    CRD + "JSONSchemaPropsOrArray": "any JSONSchemaProps",
    CRD + "JSONSchemaPropsOrBool": "any JSONSchemaProps",
    CRD + "JSONSchemaPropsOrStringArray": "any JSONSchemaProps",
    "io.k8s.apimachinery.pkg.types.UID": "string",
    "io.k8s.apimachinery.pkg.types.NodeName": "string",
}
ALWAYS = [META + n for n in (
    "Status", "DeleteOptions", "CreateOptions", "UpdateOptions", "PatchOptions", "GetOptions", "ListOptions",
    "APIResourceList", "APIGroupList", "APIGroup", "APIVersions", "WatchEvent", "MicroTime", "Patch",
    "PartialObjectMetadata", "PartialObjectMetadataList")] + [
    "io.k8s.api.admission.v1.AdmissionReview", CRD + "ConversionReview", "io.k8s.api.core.v1.SerializedReference"]
# Struct fields that are left out when zero, though Go's omitempty alone would keep them; CSINode's is new and servers in use don't send it.
OMIT_ZERO = {(META + "ObjectMeta", "creationTimestamp"), ("io.k8s.api.storage.v1.CSINode", "status")}
# Go constants that markers name.
CONSTANTS = {"ref(AzureDataDiskCachingReadWrite)": '"ReadWrite"', "ref(AzureSharedBlobDisk)": '"Shared"'}
RESOURCE = "io.k8s.api.resource.v1."
# What the release added after the types were described: the package's documentation has it, protobuf numbers are not known.
SUPPLEMENT = {
    "io.k8s.api.core.v1.NodeSystemInfo": [{"name": "runningInUserNamespace", "type": "*bool", "omitEmpty": True}],
    RESOURCE + "ExactDeviceRequest": [{
        "name": "derivedAttributes", "type": f"[]{RESOURCE}DeviceDerivedAttribute", "omitEmpty": True, "markers": {"listType": "atomic"}}],
    RESOURCE + "DeviceSubRequest": [{
        "name": "derivedAttributes", "type": f"[]{RESOURCE}DeviceDerivedAttribute", "omitEmpty": True, "markers": {"listType": "atomic"}}],
    RESOURCE + "DeviceCounterConsumption": [{
        "name": "compatibilityGroups", "type": "[]string", "omitEmpty": True, "markers": {"listType": "atomic"}}],
    RESOURCE + "DeviceDerivedAttribute": [{"name": "name", "type": "string"}, {"name": "expression", "type": "string"}],
}

# Enums whose constants the description of types does not list.
VALUES = {
    "io.k8s.api.discovery.v1.AddressType": ["FQDN", "IPv4", "IPv6"],
    "io.k8s.api.networking.v1.PathType": ["Exact", "ImplementationSpecific", "Prefix"],
    RESOURCE + "DeviceAllocationMode": ["All", "ExactCount"],
}


def load(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as stream:
        return json.load(stream)


def as_list(value):
    if value in (None, True):
        return []
    return value if isinstance(value, list) else [value]


class Writer:
    def __init__(self, types, definitions):
        self.types = types
        self.definitions = definitions
        self.wanted = []
        self.seen = set()

    def want(self, name):
        if name not in self.seen:
            self.seen.add(name)
            self.wanted.append(name)

    def reference(self, package, text):
        def short(match):
            name = match.group(0)
            self.want(name)
            owner, _, base = name.rpartition(".")
            return base if owner == package else name
        return re.sub(r"io\.k8s\.[\w.\-]+", short, text)

    def required(self, owner, field):
        definition = self.definitions.get(owner)
        if definition and field["name"] in definition.get("properties", {}):
            return field["name"] in definition.get("required", [])
        markers = field.get("markers", {})
        if "k8s:optional" in markers or field.get("omitEmpty"):
            return bool(field.get("required")) and "k8s:optional" not in markers
        return not field["type"].startswith("*")

    def fields(self, package, name, struct, within=""):
        for field in struct.get("fields", []):
            if field.get("inline"):
                # Go promotes the fields of an embedded struct; protobuf has a message there, or nothing (TypeMeta).
                target = field["type"].lstrip("*")
                number = field.get("proto")
                yield from self.fields(package, target, self.types[target], f"{within}{number}/" if number and within is not None else None)
            elif field["name"] and field["name"] != "-":
                yield self.field(package, name, field, within)

    def field(self, package, owner, field, within):
        markers = field.get("markers", {})
        words = [field["name"], self.reference(package, field["type"])]
        if field.get("proto") and within is not None:
            words.append(f"{within}{field['proto']}")
        flags = ("e" if field.get("omitEmpty") else "") + ("z" if (owner, field["name"]) in OMIT_ZERO else "")
        flags += "r" if self.required(owner, field) else ""
        if flags:
            words.append(flags)
        known = self.definitions.get(owner, {}).get("properties", {}).get(field["name"], {})
        list_type = markers.get("listType") or markers.get("k8s:listType") or known.get("x-kubernetes-list-type")
        if list_type:
            words.append(f"list={as_list(list_type)[0]}")
        keys = as_list(markers.get("listMapKey")) or as_list(markers.get("k8s:listMapKey"))
        if keys:
            words.append("keys=" + ",".join(k.strip('"') for k in keys))
        map_type = markers.get("mapType") or as_list(markers.get("structType") or [None])[0]
        if map_type:
            words.append(f"map={map_type}")
        if markers.get("patchStrategy"):
            words.append("patch=" + ",".join(as_list(markers["patchStrategy"])))
        if markers.get("patchMergeKey"):
            words.append(f"mergekey={as_list(markers['patchMergeKey'])[0]}")
        default = markers.get("default")
        if default is not None:
            default = CONSTANTS.get(default, default) if isinstance(default, str) else default
            words.append(f"default={default if isinstance(default, str) else json.dumps(default)}")
        return " ".join(words)

    def body(self, full):
        package, _, base = full.rpartition(".")
        if full in SHAPES:
            return [f"alias {base} {SHAPES[full]}"]
        known = self.types[full]
        if known["kind"] == "alias":
            values = known.get("values", VALUES.get(full, [])) if "enum" in known.get("markers", {}) else []
            return [" ".join([f"alias {base} {self.reference(package, known['base'])}"] + [json.dumps(v) for v in values])]
        markers = known.get("markers", {})
        map_type = self.definitions.get(full, {}).get("x-kubernetes-map-type")
        atomic = "atomic" in as_list(markers.get("structType")) or map_type == "atomic"
        return [f"type {base}" + (" atomic" if atomic else "")] + ["  " + line for line in self.fields(package, full, known)]

    def run(self, roots):
        for root in roots:
            self.want(root)
        packages = {}
        at = 0
        while at < len(self.wanted):
            full = self.wanted[at]
            at += 1
            if full in SHAPES and SHAPES[full].startswith("any "):
                self.want(full.rpartition(".")[0] + "." + SHAPES[full].split()[1])
            packages.setdefault(full.rpartition(".")[0], {})[full] = self.body(full)
        lines = ["# Written by infra/build/refresh-facts.py; README.md beside this file explains the format."]
        for package in sorted(packages):
            lines.append(f"package {package}")
            for full in sorted(packages[package]):
                lines += packages[package][full]
        return "\n".join(lines) + "\n"


def roots():
    found = list(ALWAYS)
    for line in (FACTS / "resources.txt").read_text().splitlines():
        words = line.split()
        if words[:1] == ["model"]:
            package = words[1]
        elif words[:1] == ["resource"]:
            found.append(f"{package}.{words[2]}")
            found.append(f"{package}.{words[2]}List")
        elif words[:1] == ["sub"]:
            found.append(words[2] if words[2].startswith("io.k8s.") else f"{package}.{words[2]}")
    return found


def main():
    types = load(sys.argv[1])["types"]
    for name, fields in SUPPLEMENT.items():
        known = types.setdefault(name, {"kind": "struct", "fields": []})
        names = {f["name"] for f in known["fields"]}
        known["fields"] += [f for f in fields if f["name"] not in names]
    definitions = load(sys.argv[2])["definitions"]
    writer = Writer(types, definitions)
    names = [n for n in roots() if n in types]
    (FACTS / "types.txt").write_text(writer.run(names), encoding="utf-8")


if __name__ == "__main__":
    main()
