{{/* What a schema cannot say about values. */}}
{{- define "edgeward.checks" -}}
{{- if ne .Release.Namespace "edgeward-system" }}
{{- fail (printf "install Edgeward in namespace edgeward-system, not %s: policies read exceptions from it and leave it out by name" .Release.Namespace) }}
{{- end }}
{{- with .Values.tls }}
{{- if eq .mode "provided" }}
{{- if not (contains "-----BEGIN CERTIFICATE-----" .provided.caBundle) }}
{{- fail "tls.mode is provided: give the CA's certificate as PEM in tls.provided.caBundle (--set-file tls.provided.caBundle=ca.crt)" }}
{{- end }}
{{- if and $.Values.server.enabled (not .provided.secretName) }}
{{- fail "tls.mode is provided: name the Secret with the serving certificate in tls.provided.secretName" }}
{{- end }}
{{- else if not $.Values.server.enabled }}
{{- fail "server.enabled is false: nothing in the cluster holds a certificate, so set tls.mode to provided" }}
{{- end }}
{{- end }}
{{- if and (not .Values.server.enabled) (not .Values.webhook.url) }}
{{- fail "server.enabled is false: say where the server is in webhook.url" }}
{{- end }}
{{- end }}
