//! The kinds that Kubernetes serves, and which of them live in namespaces: without a cluster there is no discovery
//! to ask.

/// Where objects of a kind live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindScope {
    /// In namespaces.
    Namespaced,
    /// Outside.
    Cluster,
    /// Not a kind of Kubernetes itself: a custom resource, or a slip of the pen.
    Unknown,
}

use KindScope::{Cluster, Namespaced};

/// Group, kind, scope. Source: kubernetes/api v0.30.4, and the kinds that later versions added.
const KINDS: &[(&str, &str, KindScope)] = &[
    ("", "Binding", Namespaced),
    ("", "ComponentStatus", Cluster),
    ("", "ConfigMap", Namespaced),
    ("", "Endpoints", Namespaced),
    ("", "Event", Namespaced),
    ("", "LimitRange", Namespaced),
    ("", "Namespace", Cluster),
    ("", "Node", Cluster),
    ("", "PersistentVolume", Cluster),
    ("", "PersistentVolumeClaim", Namespaced),
    ("", "Pod", Namespaced),
    ("", "PodTemplate", Namespaced),
    ("", "ReplicationController", Namespaced),
    ("", "ResourceQuota", Namespaced),
    ("", "Secret", Namespaced),
    ("", "Service", Namespaced),
    ("", "ServiceAccount", Namespaced),
    ("admissionregistration.k8s.io", "MutatingAdmissionPolicy", Cluster),
    ("admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding", Cluster),
    ("admissionregistration.k8s.io", "MutatingWebhookConfiguration", Cluster),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy", Cluster),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding", Cluster),
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration", Cluster),
    ("apiextensions.k8s.io", "CustomResourceDefinition", Cluster),
    ("apiregistration.k8s.io", "APIService", Cluster),
    ("apps", "ControllerRevision", Namespaced),
    ("apps", "DaemonSet", Namespaced),
    ("apps", "Deployment", Namespaced),
    ("apps", "ReplicaSet", Namespaced),
    ("apps", "StatefulSet", Namespaced),
    ("authentication.k8s.io", "SelfSubjectReview", Cluster),
    ("authentication.k8s.io", "TokenReview", Cluster),
    ("authorization.k8s.io", "LocalSubjectAccessReview", Namespaced),
    ("authorization.k8s.io", "SelfSubjectAccessReview", Cluster),
    ("authorization.k8s.io", "SelfSubjectRulesReview", Cluster),
    ("authorization.k8s.io", "SubjectAccessReview", Cluster),
    ("autoscaling", "HorizontalPodAutoscaler", Namespaced),
    ("autoscaling", "Scale", Namespaced),
    ("batch", "CronJob", Namespaced),
    ("batch", "Job", Namespaced),
    ("certificates.k8s.io", "CertificateSigningRequest", Cluster),
    ("certificates.k8s.io", "ClusterTrustBundle", Cluster),
    ("certificates.k8s.io", "PodCertificateRequest", Namespaced),
    ("coordination.k8s.io", "Lease", Namespaced),
    ("coordination.k8s.io", "LeaseCandidate", Namespaced),
    ("discovery.k8s.io", "EndpointSlice", Namespaced),
    ("events.k8s.io", "Event", Namespaced),
    ("flowcontrol.apiserver.k8s.io", "FlowSchema", Cluster),
    ("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration", Cluster),
    ("networking.k8s.io", "IPAddress", Cluster),
    ("networking.k8s.io", "Ingress", Namespaced),
    ("networking.k8s.io", "IngressClass", Cluster),
    ("networking.k8s.io", "NetworkPolicy", Namespaced),
    ("networking.k8s.io", "ServiceCIDR", Cluster),
    ("node.k8s.io", "RuntimeClass", Cluster),
    ("policy", "Eviction", Namespaced),
    ("policy", "PodDisruptionBudget", Namespaced),
    ("rbac.authorization.k8s.io", "ClusterRole", Cluster),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding", Cluster),
    ("rbac.authorization.k8s.io", "Role", Namespaced),
    ("rbac.authorization.k8s.io", "RoleBinding", Namespaced),
    ("resource.k8s.io", "DeviceClass", Cluster),
    ("resource.k8s.io", "ResourceClaim", Namespaced),
    ("resource.k8s.io", "ResourceClaimTemplate", Namespaced),
    ("resource.k8s.io", "ResourceSlice", Cluster),
    ("scheduling.k8s.io", "PriorityClass", Cluster),
    ("storage.k8s.io", "CSIDriver", Cluster),
    ("storage.k8s.io", "CSINode", Cluster),
    ("storage.k8s.io", "CSIStorageCapacity", Namespaced),
    ("storage.k8s.io", "StorageClass", Cluster),
    ("storage.k8s.io", "VolumeAttachment", Cluster),
    ("storage.k8s.io", "VolumeAttributesClass", Cluster),
];

/// Custom kinds outside namespaces that rules judge: taken for namespaced ones they would be judged as objects of
/// `default`. Sources: network-policy-api v0.1.7, Cilium 1.17, Calico 3.30.
const CUSTOM_CLUSTER_KINDS: &[(&str, &str)] = &[
    ("cilium.io", "CiliumClusterwideNetworkPolicy"),
    ("crd.projectcalico.org", "GlobalNetworkPolicy"),
    ("policy.networking.k8s.io", "AdminNetworkPolicy"),
    ("policy.networking.k8s.io", "BaselineAdminNetworkPolicy"),
    ("policy.networking.k8s.io", "ClusterNetworkPolicy"),
    ("projectcalico.org", "GlobalNetworkPolicy"),
];

/// Where objects of the kind live.
pub fn kind_scope(group: &str, kind: &str) -> KindScope {
    KINDS
        .iter()
        .find(|(one_group, one_kind, _)| (*one_group, *one_kind) == (group, kind))
        .map(|(_, _, scope)| *scope)
        .or_else(|| CUSTOM_CLUSTER_KINDS.contains(&(group, kind)).then_some(Cluster))
        .unwrap_or(KindScope::Unknown)
}

/// Group and kind of everything that Kubernetes itself serves.
pub fn known_kinds() -> impl Iterator<Item = (&'static str, &'static str)> {
    KINDS.iter().map(|(group, kind, _)| (*group, *kind))
}
