// Where the definitions of foreign kinds come from: the modules that publish them, pinned by go.sum. Nothing of them
// is compiled.
module edgeward.test/cluster/crds

go 1.24

require (
	github.com/cert-manager/cert-manager v1.19.1
	github.com/k3s-io/helm-controller v0.16.27
	github.com/kyverno/kyverno v1.12.5
	github.com/prometheus-operator/prometheus-operator v0.78.2
)
