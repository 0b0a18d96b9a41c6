resource "identitycall_project" "support" {
  name        = "Support"
  language    = "en"
  description = "Calls of customers who need help"
  industry    = "Retail"

  transcription_hints          = "RMA, Kestrel 300, Ms. Nguyen"
  summary_language             = "de"
  long_pause_threshold_seconds = 8

  # Recordings that are older are deleted permanently.
  retention_days = 180

  quality_baseline_enabled = true
  quality_baseline_pct     = 87.5

  lifecycle {
    prevent_destroy = true
  }
}
