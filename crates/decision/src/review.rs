use edgeward_gatekeeper::{Labels, Residence, Subject};
use edgeward_rego::{Scope, Value};
use serde::Serialize;

use crate::error::ReviewError;
use crate::facts::Facts;
use crate::kinds::{KindScope, kind_scope};

/// Group, version and kind of an object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct GroupVersionKind {
    /// API group; empty for the core group.
    pub group: String,
    /// Version.
    pub version: String,
    /// Kind.
    pub kind: String,
}

impl GroupVersionKind {
    /// `apps/v1` and `Deployment` as one.
    pub fn new(api_version: &str, kind: &str) -> GroupVersionKind {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        GroupVersionKind { group: group.to_owned(), version: version.to_owned(), kind: kind.to_owned() }
    }

    /// `v1` or `apps/v1`.
    pub fn api_version(&self) -> String {
        if self.group.is_empty() { self.version.clone() } else { format!("{}/{}", self.group, self.version) }
    }

    fn to_value(&self) -> Value {
        Value::object([
            ("group", self.group.as_str().into()),
            ("version", self.version.as_str().into()),
            ("kind", self.kind.as_str().into()),
        ])
    }
}

/// What is done to the object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Operation {
    /// It is made.
    Create,
    /// It is changed.
    Update,
    /// It is removed.
    Delete,
    /// Somebody connects to it: exec, attach, port-forward, proxy.
    Connect,
    /// Nothing: it is there already.
    #[serde(rename = "")]
    Audit,
}

impl Operation {
    /// As admission spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Operation::Create => "CREATE",
            Operation::Update => "UPDATE",
            Operation::Delete => "DELETE",
            Operation::Connect => "CONNECT",
            Operation::Audit => "",
        }
    }
}

/// One object to be judged, and what is done to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// The request's id; empty for a manifest.
    pub uid: String,
    /// What kind of object it is.
    pub kind: GroupVersionKind,
    /// Its name; may be empty with generateName.
    pub name: String,
    /// The prefix that the API server makes a name from; usually empty.
    pub generate_name: String,
    /// The namespace it lives in.
    pub namespace: Option<String>,
    /// What is done.
    pub operation: Operation,
    /// `ephemeralcontainers`, `status` and the like; empty for the object itself.
    pub sub_resource: String,
    /// The object. On DELETE the old one, as in Gatekeeper.
    pub object: Value,
    /// The object before, or null.
    pub old_object: Value,
    /// The request as rules see it: `input.review`.
    document: Value,
}

/// Fields of an AdmissionRequest that rules see besides those always there.
const PASSED_ON: [&str; 7] =
    ["userInfo", "resource", "requestKind", "requestResource", "requestSubResource", "dryRun", "options"];

impl Review {
    /// The review that a document stands for: the request of an AdmissionReview, or the making of an object.
    ///
    /// # Errors
    /// As [`Review::from_request`] and [`Review::of_manifest`].
    pub fn of_document(document: &Value) -> Result<Review, ReviewError> {
        if document.get_str("kind").as_deref() != Some("AdmissionReview") {
            return Review::of_manifest(document);
        }
        if document.get_str("apiVersion").as_deref() != Some("admission.k8s.io/v1") {
            return Err(ReviewError::Field { field: "apiVersion", problem: "must be `admission.k8s.io/v1`" });
        }
        let request = document.get("request").filter(Value::is_object);
        Review::from_request(
            &request.ok_or(ReviewError::Field { field: "request", problem: "is missing or no object" })?,
        )
    }

    /// The review of a manifest that somebody is about to create. A namespaced object that names no namespace
    /// lands in `default`, as with kubectl.
    ///
    /// # Errors
    /// apiVersion or kind is missing.
    pub fn of_manifest(object: &Value) -> Result<Review, ReviewError> {
        let text = |key: &'static str| {
            object
                .get_str(key)
                .filter(|text| !text.is_empty())
                .ok_or(ReviewError::Field { field: key, problem: "is missing or no text" })
        };
        let kind = GroupVersionKind::new(&text("apiVersion")?, &text("kind")?);
        let metadata = object.get("metadata").unwrap_or(Value::NULL);
        let namespace = match kind_scope(&kind.group, &kind.kind) {
            KindScope::Cluster => None,
            _ => {
                Some(metadata.get_str("namespace").filter(|n| !n.is_empty()).unwrap_or("default".to_owned()))
            }
        };
        let mut review = Review {
            uid: String::new(),
            kind,
            name: metadata.get_str("name").unwrap_or_default(),
            generate_name: generate_name(object),
            namespace,
            operation: Operation::Create,
            sub_resource: String::new(),
            object: object.clone(),
            old_object: Value::NULL,
            document: Value::NULL,
        };
        review.document = review.build_document(&Value::NULL);
        Ok(review)
    }

    /// The review of an object that is there already, of the kind that it says.
    ///
    /// # Errors
    /// As [`Review::of_manifest`].
    pub fn of_existing(object: &Value) -> Result<Review, ReviewError> {
        let mut review = Review::of_manifest(object)?;
        review.operation = Operation::Audit;
        review.document = review.build_document(&Value::NULL);
        Ok(review)
    }

    /// The review of an object of a cluster, which says where it lives: there a custom kind may be one outside
    /// namespaces.
    ///
    /// # Errors
    /// As [`Review::of_manifest`].
    pub fn of_existing_in(object: &Value, scope: Scope) -> Result<Review, ReviewError> {
        let mut review = Review::of_existing(object)?;
        if scope == Scope::Cluster {
            review.namespace = None;
            review.document = review.build_document(&Value::NULL);
        }
        Ok(review)
    }

    /// The review in the `request` of an AdmissionReview.
    ///
    /// # Errors
    /// A field is missing or wrong, or the operation is unknown.
    pub fn from_request(request: &Value) -> Result<Review, ReviewError> {
        let field = |field, problem| ReviewError::Field { field, problem };
        let kind = request.get("kind").ok_or(field("request.kind", "is missing"))?;
        let part = |key: &str| kind.get_str(key);
        let gvk = GroupVersionKind {
            group: part("group").unwrap_or_default(),
            version: part("version").ok_or(field("request.kind.version", "is missing or no text"))?,
            kind: part("kind")
                .filter(|kind| !kind.is_empty())
                .ok_or(field("request.kind.kind", "is missing or empty"))?,
        };
        let operation = match request.get_str("operation").as_deref() {
            Some("CREATE") => Operation::Create,
            Some("UPDATE") => Operation::Update,
            Some("DELETE") => Operation::Delete,
            Some("CONNECT") => Operation::Connect,
            Some(other) => return Err(ReviewError::UnknownOperation(other.to_owned())),
            None => return Err(field("request.operation", "is missing or no text")),
        };
        let present = |key| request.get(key).filter(|value| !value.is_null());
        let (object, old_object) = (present("object"), present("oldObject"));
        if [&object, &old_object].into_iter().flatten().any(|object| !object.is_object()) {
            return Err(field("request.object", "and `oldObject` must be objects or null"));
        }
        let required = match operation {
            Operation::Delete => &old_object,
            _ => &object,
        };
        let judged = required.clone().ok_or(match operation {
            Operation::Delete => field("request.oldObject", "is missing on DELETE"),
            _ => field("request.object", "is missing"),
        })?;
        if operation == Operation::Update && old_object.is_none() {
            return Err(field("request.oldObject", "is missing on UPDATE"));
        }
        if request
            .get("namespace")
            .is_some_and(|namespace| !namespace.is_null() && namespace.as_str().is_none())
        {
            return Err(field("request.namespace", "is no text"));
        }
        let namespace =
            request.get_str("namespace").filter(|namespace| !namespace.is_empty() && gvk.kind != "Namespace");
        for object in [&object, &old_object].into_iter().flatten() {
            agrees(&gvk, namespace.as_deref(), object)?;
        }
        let mut review = Review {
            uid: request.get_str("uid").unwrap_or_default(),
            name: request.get_str("name").unwrap_or_default(),
            generate_name: generate_name(&judged),
            namespace,
            kind: gvk,
            operation,
            sub_resource: request.get_str("subResource").unwrap_or_default(),
            object: judged,
            old_object: old_object.unwrap_or(Value::NULL),
            document: Value::NULL,
        };
        review.document = review.build_document(request);
        Ok(review)
    }

    /// The same review of another object: what a mutation made of it.
    #[must_use]
    pub fn with_object(&self, object: Value) -> Review {
        let document = self.document.with("object", object.clone());
        Review { object, document, ..self.clone() }
    }

    /// `input.review`.
    pub(crate) fn document(&self) -> &Value {
        &self.document
    }

    /// Whether all that an UPDATE does is to take finalizers off: nothing to run is changed, and refusing it
    /// would keep the object from ever going away.
    pub fn only_removes_finalizers(&self) -> bool {
        if self.operation != Operation::Update {
            return false;
        }
        let finalizers = |object: &Value| object.pointer("/metadata/finalizers").map(|list| list.elements());
        let (before, after) = (finalizers(&self.old_object), finalizers(&self.object).unwrap_or_default());
        let removed = before.is_some_and(|before| {
            after.len() < before.len() && after.iter().all(|finalizer| before.contains(finalizer))
        });
        // The API server itself counts and stamps these on every write.
        let rest = |object: &Value| {
            let metadata = ["finalizers", "resourceVersion", "generation", "managedFields"]
                .iter()
                .fold(object.get("metadata").unwrap_or(Value::NULL), |metadata, key| metadata.without(key));
            object.with("metadata", metadata)
        };
        removed && rest(&self.object) == rest(&self.old_object)
    }

    /// Whether this is a CONNECT that carries something else than options. The API server sends none; rules about
    /// objects let every CONNECT pass, so such a one has been judged by nobody.
    pub(crate) fn connects_to_an_object(&self) -> bool {
        self.operation == Operation::Connect && !self.kind.kind.ends_with("Options")
    }

    /// Labels of the object or of the old one.
    pub(crate) fn subjects<'a>(&'a self, labels: &'a [Labels; 2], facts: &'a Facts) -> Vec<Subject<'a>> {
        [&self.object, &self.old_object]
            .into_iter()
            .zip(labels)
            .filter(|(object, _)| object.is_object())
            .map(|(_, labels)| Subject {
                group: &self.kind.group,
                kind: &self.kind.kind,
                name: &self.name,
                generate_name: &self.generate_name,
                labels,
                residence: match &self.namespace {
                    None => Residence::Cluster,
                    Some(name) => Residence::Namespace { name, labels: Some(facts.namespace_labels(name)) },
                },
            })
            .collect()
    }

    pub(crate) fn labels(&self) -> [Labels; 2] {
        [labels(&self.object), labels(&self.old_object)]
    }

    fn build_document(&self, request: &Value) -> Value {
        let mut entries = vec![
            ("kind", self.kind.to_value()),
            ("operation", self.operation.as_str().into()),
            ("uid", self.uid.as_str().into()),
            ("object", self.object.clone()),
            ("oldObject", self.old_object.clone()),
            ("userInfo", Value::object::<&str>([])),
        ];
        for (key, text) in [("name", &self.name), ("subResource", &self.sub_resource)] {
            if !text.is_empty() {
                entries.push((key, text.as_str().into()));
            }
        }
        if let Some(namespace) = &self.namespace {
            entries.push(("namespace", namespace.as_str().into()));
        }
        for key in PASSED_ON {
            if let Some(value) = request.get(key) {
                entries.push((key, value));
            }
        }
        Value::object(entries)
    }
}

/// What a request says of its object and what the object says of itself must be the same: rules are chosen by the
/// one and read the other. The API server always sends them alike.
fn agrees(kind: &GroupVersionKind, namespace: Option<&str>, object: &Value) -> Result<(), ReviewError> {
    let differs = |problem| Err(ReviewError::Field { field: "request.object", problem });
    if object.get("kind").is_some_and(|own| own.as_str() != Some(&kind.kind))
        || object.get("apiVersion").is_some_and(|own| own.as_str() != Some(&kind.api_version()))
    {
        return differs("or `oldObject` is of another apiVersion or kind than `request.kind`");
    }
    let own = object.pointer("/metadata/namespace").filter(|own| own.as_str() != Some(""));
    if own.is_some_and(|own| own.as_str() != namespace) {
        return differs("or `oldObject` is in another namespace than `request.namespace`");
    }
    Ok(())
}

fn generate_name(object: &Value) -> String {
    object.get("metadata").and_then(|metadata| metadata.get_str("generateName")).unwrap_or_default()
}

/// The string labels in an object's metadata.
pub(crate) fn labels(object: &Value) -> Labels {
    let labels = object.pointer("/metadata/labels").unwrap_or(Value::NULL);
    labels.entries().into_iter().filter_map(|(key, value)| Some((key, value.as_str()?.to_owned()))).collect()
}
