/* bd-log.c: logging that lets no identifier through
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-log.h"

/* What must not be read in a log, and what stands there instead. Both letters of
 * the guide's NHI pattern are wider than the real alphabet, on purpose: a mistyped
 * NHI still points to a person. A word may begin after a percent escape (%2FZKC…).
 * Numbers come first: one with a space would cut a URL in two. */
static const struct
{
  const char *pattern;
  const char *replacement;
} rules[] = {
  { "(?:(?<![A-Za-z0-9])|(?<=%[0-9A-Fa-f]{2}))[A-Za-z]{3}(?:[0-9]{4}|[0-9]{2}[A-Za-z]{2})(?![A-Za-z0-9])", "[NHI]" },
  { "(?<![A-Za-z0-9])[A-Z]{3} (?:[0-9]{4}|[0-9]{2}[A-Z]{2})(?![A-Za-z0-9])", "[NHI]" },
  { "(?i)\\b(?:bearer\\s+)+[^\\s,;\"']+", "Bearer …" },
  { "(?<![^\\s?\"'<>])([^\\s?\"'<>/]*+/[^\\s?\"'<>]*+)\\?[^\\s\"'<>]*", "\\1?…" },
};

static GRegex *
peek_rule (gsize index)
{
  static GRegex *compiled[G_N_ELEMENTS (rules)];
  static gsize ready;

  if (g_once_init_enter (&ready))
    {
      for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
        compiled[i] = g_regex_new (rules[i].pattern, G_REGEX_RAW | G_REGEX_OPTIMIZE, 0, NULL);
      g_once_init_leave (&ready, 1);
    }

  return compiled[index];
}

/**
 * bd_log_redact:
 * @text: (nullable): what was about to be written
 *
 * Takes out words that have the shape of an NHI, everything after the question
 * mark of a URL or path, and bearer tokens (API standards 1.0, §5: no personal
 * information and no tokens in logs). Bytes that are no UTF-8 are allowed.
 *
 * Returns: (transfer full): @text without them; where a rule cannot be applied the
 *   whole text is withheld rather than let through
 */
char *
bd_log_redact (const char *text)
{
  g_autofree char *clean = g_strdup (text != NULL ? text : "");

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      GRegex *rule = peek_rule (i);
      char *next = NULL;

      if (rule != NULL)
        next = g_regex_replace (rule, clean, -1, 0, rules[i].replacement, 0, NULL);
      if (next == NULL)
        return g_strdup ("[withheld]");

      g_free (clean);
      clean = next;
    }

  return g_steal_pointer (&clean);
}

static gboolean
is_ours (const char *key)
{
  return g_str_has_prefix (key, "CODE_") || g_str_equal (key, "PRIORITY") || g_str_equal (key, "GLIB_DOMAIN");
}

static char *
redact_field (const GLogField *field)
{
  g_autofree char *copy = NULL;

  if (field->length < 0)
    return bd_log_redact (field->value);

  copy = g_strndup (field->value, (gsize) field->length);
  return bd_log_redact (copy);
}

static GLogWriterOutput
write_redacted (GLogLevelFlags   level,
                const GLogField *fields,
                gsize            n_fields,
                gpointer         user_data)
{
  g_autofree GLogField *clean = g_new (GLogField, n_fields);
  g_autoptr (GPtrArray) owned = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < n_fields; i++)
    {
      clean[i] = fields[i];
      if (is_ours (fields[i].key))
        continue;

      clean[i].value = redact_field (&fields[i]);
      clean[i].length = -1;
      g_ptr_array_add (owned, (gpointer) clean[i].value);
    }

  return g_log_writer_default (level, clean, n_fields, user_data);
}

/**
 * bd_log_init:
 *
 * Sends every GLib log message of this process through bd_log_redact() and on to
 * the usual place. To be called first thing in main(); later calls do nothing.
 */
void
bd_log_init (void)
{
  static gsize done;

  if (g_once_init_enter (&done))
    {
      g_log_writer_default_set_use_stderr (TRUE);   /* stdout is for results */
      g_log_set_writer_func (write_redacted, NULL, NULL);
      g_once_init_leave (&done, 1);
    }
}
