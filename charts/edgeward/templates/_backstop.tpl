{{/* The admission policies of the profile, made from the rules. */}}
{{- define "edgeward.backstop.file" -}}
{{- $profile := .Values.backstop.profile | default .Values.profile -}}
{{- $file := .Files.Get (printf "files/backstop/%s.yaml" $profile) -}}
{{- if not $file -}}
{{- fail (printf "there are no admission policies for the profile %s: say in backstop.profile which of baseline and strict stands for it, or set backstop.enabled to false" $profile) -}}
{{- end -}}
{{- $file -}}
{{- end }}

{{/* Text, where a policy belongs to the release: (list $ policy). */}}
{{- define "edgeward.backstop.wanted" -}}
{{- $ := index . 0 -}}
{{- $policy := index . 1 -}}
{{- $labelled := $.Values.backstop.labelledEgressPolicy -}}
{{- $elsewhere := false -}}
{{- range $policy.namespaces }}{{ if eq .operator "NotIn" }}{{ $elsewhere = true }}{{ end }}{{ end -}}
{{- if and (hasSuffix "-agreed" $policy.name) (not $labelled) -}}
{{- else if and (hasSuffix "-one" $policy.name) $labelled -}}
{{- else if and $elsewhere (not (include "edgeward.elsewhere" $)) -}}
{{- else -}}
yes
{{- end -}}
{{- end }}

{{/* Namespaces where the server alone speaks for the constraint, as JSON: (list $ policy). */}}
{{- define "edgeward.backstop.left" -}}
{{- $ := index . 0 -}}
{{- $policy := index . 1 -}}
{{- $constraint := regexReplaceAll "-(each|one|agreed)$" $policy.name "" -}}
{{- with get $.Values.backstop.leftToServer $constraint -}}
{{ toJson . }}
{{- end -}}
{{- end }}
