//! Objects made at random: any that carry a pod, whole, partly there or odd; and good ones.

#![expect(clippy::indexing_slicing, reason = "JSON that this file itself wrote; a missing field is null")]

use std::sync::OnceLock;

use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use serde_json::{Value as Json, json};

/// Values that no field wants.
fn odd() -> impl Strategy<Value = Json> {
    select(vec![
        Json::Null,
        json!(""),
        json!("odd"),
        json!(7),
        json!(true),
        json!([]),
        json!({}),
        json!([null]),
    ])
}

/// A map with some of the given fields, now and then one with a value of another type.
fn some_of(fields: Vec<(&'static str, BoxedStrategy<Json>)>) -> BoxedStrategy<Json> {
    let all = fields.len();
    subsequence(fields, 0..=all)
        .prop_flat_map(|fields| {
            fields
                .into_iter()
                .map(|(name, value)| {
                    prop_oneof![9 => value, 1 => odd()]
                        .prop_map(move |value| (name.to_owned(), value))
                        .boxed()
                })
                .collect::<Vec<_>>()
        })
        .prop_map(|fields| Json::Object(fields.into_iter().collect()))
        .boxed()
}

fn one(values: Vec<Json>) -> BoxedStrategy<Json> {
    select(values).boxed()
}

fn list(element: BoxedStrategy<Json>) -> BoxedStrategy<Json> {
    proptest::collection::vec(element, 0..3).prop_map(Json::Array).boxed()
}

fn container() -> BoxedStrategy<Json> {
    let security = some_of(vec![
        ("allowPrivilegeEscalation", one(vec![json!(true), json!(false)])),
        ("readOnlyRootFilesystem", one(vec![json!(true), json!(false)])),
        ("capabilities", one(vec![json!({"drop": ["ALL"]}), json!({"add": ["NET_ADMIN"]}), json!({})])),
        ("privileged", one(vec![json!(true), json!(false)])),
    ]);
    let amounts =
        one(vec![json!({"cpu": "1", "memory": "1Gi"}), json!({"cpu": 0}), json!({"memory": "many"})]);
    some_of(vec![
        ("name", one(vec![json!("a"), json!("b")])),
        ("image", one(vec![json!("r.example.com/a:1"), json!("a@sha256:0")])),
        ("securityContext", security),
        ("resources", some_of(vec![("limits", amounts.clone()), ("requests", amounts)])),
        (
            "volumeMounts",
            list(some_of(vec![("name", one(vec![json!("v")])), ("readOnly", one(vec![json!(true)]))])),
        ),
        (
            "env",
            list(some_of(vec![
                ("name", one(vec![json!("AUDIT_ENABLED")])),
                ("value", one(vec![json!("true")])),
            ])),
        ),
    ])
}

fn pod_spec() -> BoxedStrategy<Json> {
    let toleration = one(vec![
        json!({"operator": "Exists"}),
        json!({"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute"}),
        json!({"key": "node.kubernetes.io/not-ready", "operator": "Exists", "tolerationSeconds": 5}),
        json!({"key": "own"}),
    ]);
    let security = some_of(vec![
        ("runAsNonRoot", one(vec![json!(true), json!(false)])),
        ("seccompProfile", one(vec![json!({"type": "RuntimeDefault"}), json!({"type": "Unconfined"})])),
        ("runAsUser", one(vec![json!(0), json!(1000)])),
    ]);
    some_of(vec![
        ("runtimeClassName", one(vec![json!("wasmedge"), json!("runc"), json!("")])),
        (
            "nodeSelector",
            one(vec![json!({"node-type": "edge"}), json!({"node-type": "cloud"}), json!({"zone": "a"})]),
        ),
        ("tolerations", list(toleration)),
        ("automountServiceAccountToken", one(vec![json!(true), json!(false)])),
        ("securityContext", security),
        ("containers", list(container())),
        ("initContainers", list(container())),
        ("ephemeralContainers", list(container())),
        ("volumes", list(one(vec![json!({"name": "v", "emptyDir": {}}), json!({"name": "w", "nfs": {}})]))),
        ("hostNetwork", one(vec![json!(true)])),
    ])
}

/// Any kind that carries a pod template, its template whole, partly there, or something else.
pub(crate) fn object() -> BoxedStrategy<Json> {
    let kinds = select(KINDS.to_vec());
    let annotations = one(vec![json!({"edgeward.io/audit": "enabled"}), json!({})]);
    let template =
        some_of(vec![("metadata", some_of(vec![("annotations", annotations)])), ("spec", pod_spec())]);
    (kinds, template)
        .prop_map(|((api_version, kind, path), template)| {
            let mut object = path.iter().rev().fold(template, |inner, key| json!({*key: inner}));
            if let Some(object) = object.as_object_mut() {
                object.insert("apiVersion".to_owned(), json!(api_version));
                object.insert("kind".to_owned(), json!(kind));
            }
            object
        })
        .boxed()
}

/// Kinds that carry a pod, and where.
const KINDS: [(&str, &str, &[&str]); 9] = [
    ("v1", "Pod", &[]),
    ("v1", "PodTemplate", &["template"]),
    ("v1", "ReplicationController", &["spec", "template"]),
    ("apps/v1", "Deployment", &["spec", "template"]),
    ("apps/v1", "StatefulSet", &["spec", "template"]),
    ("apps/v1", "DaemonSet", &["spec", "template"]),
    ("apps/v1", "ReplicaSet", &["spec", "template"]),
    ("batch/v1", "Job", &["spec", "template"]),
    ("batch/v1", "CronJob", &["spec", "jobTemplate", "spec", "template"]),
];

/// A workload that both profiles admit, made from the seed's corrected twin.
#[derive(Debug, Clone)]
pub(crate) struct Workload {
    api_version: &'static str,
    kind: &'static str,
    path: &'static [&'static str],
    template: Json,
}

/// The documents of the twin: the workload's own last.
fn twin() -> &'static (Vec<Json>, Json) {
    static TWIN: OnceLock<(Vec<Json>, Json)> = OnceLock::new();
    TWIN.get_or_init(|| {
        let file = crate::sources::testdata().join("seed/twin.yaml");
        let documents = crate::golden::documents(&file).unwrap_or_default();
        let mut documents: Vec<Json> =
            documents.iter().filter_map(|document| serde_json::from_str(&document.to_json()).ok()).collect();
        let workload = documents.iter().position(|document| document["kind"] == "Deployment");
        let workload = workload.map(|index| documents.remove(index)).unwrap_or_default();
        (documents, workload)
    })
}

/// Any kind, with more containers of every list and more labels.
pub(crate) fn workload() -> impl Strategy<Value = Workload> {
    let more = proptest::collection::btree_map("[a-z]{3,8}", "[a-z0-9]{1,8}", 0..3);
    (select(KINDS.to_vec()), 0..3usize, 0..3usize, more).prop_map(
        |((api_version, kind, path), regular, init, labels)| {
            let mut template = twin().1["spec"]["template"].clone();
            let container = template["spec"]["containers"][0].clone();
            let copies = |prefix: &str, number: usize| -> Vec<Json> {
                (0..number)
                    .map(|index| {
                        let mut copy = container.clone();
                        copy["name"] = json!(format!("{prefix}-{index}"));
                        copy
                    })
                    .collect()
            };
            if let Some(containers) = template["spec"]["containers"].as_array_mut() {
                containers.extend(copies("more", regular));
            }
            if init > 0 {
                template["spec"]["initContainers"] = copies("init", init).into();
            }
            for (key, value) in labels {
                template["metadata"]["labels"][key] = json!(value);
            }
            Workload { api_version, kind, path, template }
        },
    )
}

impl Workload {
    /// The workload, and what it needs around it.
    pub(crate) fn documents(&self) -> Vec<Json> {
        let mut documents = vec![self.object(&self.template)];
        documents.extend(twin().0.iter().cloned());
        documents
    }

    fn object(&self, template: &Json) -> Json {
        let (_, deployment) = twin();
        let inner = self.path.iter().rev().fold(template.clone(), |inner, key| json!({*key: inner}));
        let mut object = inner;
        object["apiVersion"] = json!(self.api_version);
        object["kind"] = json!(self.kind);
        // A pod has its own metadata; the others carry the workload's.
        let mut metadata = deployment["metadata"].clone();
        if self.path.is_empty() {
            metadata["annotations"] = template["metadata"]["annotations"].clone();
            metadata["labels"] = template["metadata"]["labels"].clone();
        }
        object["metadata"] = metadata;
        if deployment["spec"]["replicas"].is_number() && ["Deployment", "StatefulSet"].contains(&self.kind) {
            object["spec"]["replicas"] = deployment["spec"]["replicas"].clone();
        }
        object
    }

    /// The documents with each of the mission's six demands broken in one way.
    pub(crate) fn without_each_demand(&self, place: &Index) -> Vec<(&'static str, Vec<Json>)> {
        let broken = |change: &dyn Fn(&mut Json)| -> Vec<Json> {
            let mut template = self.template.clone();
            change(&mut template);
            let mut documents = self.documents();
            documents[0] = self.object(&template);
            documents
        };
        let remove = |value: &mut Json, key: &str| {
            value.as_object_mut().map(|fields| fields.remove(key));
        };
        let mut without_policy = self.documents();
        without_policy.retain(|document| document["kind"] != "NetworkPolicy");
        vec![
            ("an edge node", broken(&|template| remove(&mut template["spec"], "nodeSelector"))),
            ("WasmEdge", broken(&|template| remove(&mut template["spec"], "runtimeClassName"))),
            (
                "local volumes",
                broken(&|template| {
                    template["spec"]["volumes"][0] =
                        json!({"name": "data-storage", "nfs": {"server": "far", "path": "/"}});
                }),
            ),
            ("a closed way out", without_policy),
            (
                "the audit mark",
                broken(&|template| remove(&mut template["metadata"]["annotations"], "edgeward.io/audit")),
            ),
            (
                "limits",
                broken(&|template| {
                    let lists: Vec<&str> = ["containers", "initContainers"]
                        .into_iter()
                        .filter(|list| template["spec"][*list].is_array())
                        .collect();
                    let list = lists[place.index(lists.len())];
                    let length = template["spec"][list].as_array().map_or(1, Vec::len);
                    remove(&mut template["spec"][list][place.index(length)]["resources"], "limits");
                }),
            ),
        ]
    }

    /// The documents with one more volume.
    pub(crate) fn with_volume(&self, volume: Json) -> Vec<Json> {
        let mut template = self.template.clone();
        if let Some(volumes) = template["spec"]["volumes"].as_array_mut() {
            volumes.push(volume);
        }
        let mut documents = self.documents();
        documents[0] = self.object(&template);
        documents
    }
}
