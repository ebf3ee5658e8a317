/* bd-audit-text.c: `bedsidectl audit`: the chain for anybody, the contents for officers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-app-text.h"

#include "bd-audit-log.h"
#include "bd-clock.h"
#include "bd-entry-text.h"
#include "bd-json-writer.h"
#include "bd-reason.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define EXIT_STORE        6
#define EXIT_NOT_READABLE 7

static char *
verdict_json (const BdAuditVerdict *verdict)
{
  g_autofree char *first = verdict->first_at != 0 ? bd_clock_format_iso (verdict->first_at) : NULL;
  g_autofree char *last = verdict->last_at != 0 ? bd_clock_format_iso (verdict->last_at) : NULL;
  BdJsonWriter *writer = bd_json_writer_new (TRUE);

  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_boolean (writer, "whole", verdict->whole);
  bd_json_writer_integer (writer, "records", (gint64) verdict->records);
  bd_json_writer_string (writer, "firstAt", first);
  bd_json_writer_string (writer, "lastAt", last);
  bd_json_writer_string (writer, "head", verdict->head);
  bd_json_writer_string (writer, "problem", verdict->problem);
  bd_json_writer_end_object (writer);

  return bd_json_writer_finish (writer);
}

static char *
verdict_text (const BdAuditVerdict *verdict)
{
  g_autofree char *first = verdict->first_at != 0 ? bd_clock_format_iso (verdict->first_at) : g_strdup ("no record");
  g_autofree char *last = verdict->last_at != 0 ? bd_clock_format_iso (verdict->last_at) : g_strdup ("no record");

  if (!verdict->whole)
    return g_strdup_printf ("The audit log is NOT whole: %s\n%" G_GUINT64_FORMAT " records before that, from %s to %s.\n",
                            verdict->problem, verdict->records, first, last);

  return g_strdup_printf ("The audit log is whole: %" G_GUINT64_FORMAT " records, from %s to %s.\nHead: %s\n",
                          verdict->records, first, last, verdict->head);
}

static char *
problem_text (const char *problem,
              gboolean    as_json)
{
  BdJsonWriter *writer;

  if (!as_json)
    return g_strdup_printf ("%s\n", problem);

  writer = bd_json_writer_new (TRUE);
  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_boolean (writer, "whole", FALSE);
  bd_json_writer_string (writer, "problem", problem);
  bd_json_writer_end_object (writer);

  return bd_json_writer_finish (writer);
}

/**
 * bd_audit_verify_to_text:
 * @path: an audit log
 * @expected_head: (nullable): head kept elsewhere, so that a trimmed tail shows
 * @as_json: as JSON, else for people
 * @exit_status: (out): 0 whole, 6 not whole, 7 not readable
 *
 * Walks the chain here and now, without any key. For the command line only.
 *
 * Returns: (transfer full): the verdict
 */
char *
bd_audit_verify_to_text (const char *path,
                         const char *expected_head,
                         gboolean    as_json,
                         int        *exit_status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BdAuditVerdict) verdict = NULL;

  g_return_val_if_fail (path != NULL && exit_status != NULL, NULL);

  verdict = bd_audit_verify (path, expected_head, &error);
  if (verdict == NULL)
    {
      *exit_status = EXIT_NOT_READABLE;
      return problem_text (error->message, as_json);
    }

  *exit_status = verdict->whole ? 0 : EXIT_STORE;

  return as_json ? verdict_json (verdict) : verdict_text (verdict);
}

typedef struct { const BdAuditFilter *filter; GString *out; guint n; } Listing;

static gboolean
holds_number (const BdJsonNode *event,
              const char       *nhi)
{
  for (const BdJsonNode *at = bd_json_first (bd_json_get (event, "nhis")); at != NULL; at = bd_json_next (at))
    if (g_strcmp0 (bd_json_string (at), nhi) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
is_by (const BdJsonNode *clinician,
       const char       *member,
       const char       *wanted)
{
  return wanted == NULL || g_strcmp0 (bd_json_get_string (clinician, member), wanted) == 0;
}

/* Instants are written alike, so that their texts stand in the order of time. */
static gboolean
is_between (const char *at,
            const char *since,
            const char *until)
{
  if (since == NULL && until == NULL)
    return TRUE;
  if (at == NULL)
    return FALSE;

  return (since == NULL || strncmp (at, since, strlen (since)) >= 0) &&
         (until == NULL || strncmp (at, until, strlen (until)) <= 0);
}

/* By person, user, organisation, facility and time (SDHR guide 1.1 draft, SRD-24). */
static gboolean
is_wanted (const BdJsonNode    *event,
           const BdAuditFilter *filter)
{
  const char *act = bd_json_get_string (event, "act");
  const BdJsonNode *clinician = bd_json_get (event, "clinician");

  if (filter->emergencies && (act == NULL || !g_str_has_prefix (act, "emergency-")))
    return FALSE;
  if (!is_by (clinician, "id", filter->user) || !is_by (clinician, "organisation", filter->organisation) ||
      !is_by (clinician, "facility", filter->facility) ||
      !is_between (bd_json_get_string (event, "at"), filter->since, filter->until))
    return FALSE;

  return filter->nhi == NULL || holds_number (event, filter->nhi);
}

static void
append_member (GString          *out,
               const BdJsonNode *node,
               const char       *member)
{
  const BdJsonNode *value = bd_json_get (node, member);

  if (bd_json_type (value) == BD_JSON_ARRAY)
    for (const BdJsonNode *at = bd_json_first (value); at != NULL; at = bd_json_next (at))
      {
        g_string_append_c (out, ' ');
        bd_text_append_safe (out, bd_json_string (at), 4);
      }
  else if (bd_json_string (value) != NULL)
    {
      g_string_append_c (out, ' ');
      bd_text_append_safe (out, bd_json_string (value), 4);
    }
}

/* One sentence for the person whose record it is. */
static void
append_words (GString          *out,
              const BdJsonNode *event)
{
  const BdJsonNode *who = bd_json_get (event, "clinician");
  const char *reason_id = bd_json_get_string (event, "reason");
  BdReasonCode reason;

  g_string_append (out, "-");
  append_member (out, event, "at");
  g_string_append (out, ":");
  append_member (out, who, "name");
  g_string_append (out, " (");
  bd_text_append_safe (out, bd_json_get_string (who, "role"), 4);
  g_string_append (out, ") at");
  append_member (out, who, "facility");
  g_string_append (out, ":");
  append_member (out, event, "act");
  if (reason_id != NULL && bd_reason_from_string (reason_id, &reason))
    g_string_append_printf (out, "; why: %s", bd_reason_get (reason)->label);
  if (bd_json_get_string (event, "note") != NULL)
    g_string_append (out, "; note:");
  append_member (out, event, "note");
  g_string_append (out, "; sections:");
  append_member (out, event, "states");
  g_string_append (out, "\n");
}

static void
append_event (GString          *out,
              guint64           sequence,
              const BdJsonNode *event)
{
  static const char *const members[] = { "act", "nhis", "purpose", "reason", "identified_by", "note", "outcome" };
  const BdJsonNode *who = bd_json_get (event, "clinician");

  g_string_append_printf (out, "%" G_GUINT64_FORMAT, sequence);
  append_member (out, event, "at");
  append_member (out, who, "id");
  append_member (out, who, "name");
  append_member (out, who, "facility");
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    append_member (out, event, members[i]);
  g_string_append_c (out, '\n');
}

static gboolean
on_record_cb (guint64     sequence,
              const char *json,
              gpointer    data)
{
  Listing *listing = data;
  g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr (BdJson) document = bd_json_parse (bytes, NULL);
  const BdJsonNode *event = document != NULL ? bd_json_root (document) : NULL;

  if (event == NULL || !is_wanted (event, listing->filter))
    return TRUE;

  if (listing->filter->form == BD_AUDIT_EXPORT)
    g_string_append_printf (listing->out, "%s  {\"sequence\": %" G_GUINT64_FORMAT ", \"event\": %s}",
                            listing->n > 0 ? ",\n" : "\n", sequence, json);
  else if (listing->filter->form == BD_AUDIT_REPORT)
    append_words (listing->out, event);
  else
    append_event (listing->out, sequence, event);
  listing->n++;

  return TRUE;
}

/* "complete from … to …", or the gap by its name. */
static void
append_completeness (GString    *out,
                     const char *path)
{
  g_autoptr (BdAuditVerdict) verdict = bd_audit_verify (path, NULL, NULL);
  g_autofree char *text = verdict != NULL ? verdict_text (verdict) : NULL;

  if (text != NULL)
    g_string_append (out, text);
}

/**
 * bd_audit_list_to_text:
 * @path: an audit log
 * @officer_key: an officer's secret key, 32 bytes
 * @filter: what to list, and in which form
 * @exit_status: (out): 0 done, 6 the log is damaged or not sealed to this key, 7 not
 *   readable
 *
 * Opens the log with an officer's key. Reads a file: call it in a thread.
 *
 * Returns: (transfer full): the records, or the problem
 */
char *
bd_audit_list_to_text (const char          *path,
                       BdLockedBytes       *officer_key,
                       const BdAuditFilter *filter,
                       int                 *exit_status)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  Listing listing = { filter, out, 0 };
  gboolean as_json;

  g_return_val_if_fail (path != NULL && officer_key != NULL && exit_status != NULL, NULL);

  as_json = filter->form == BD_AUDIT_EXPORT;
  if (as_json)
    g_string_append (out, "{ \"events\": [");
  *exit_status = 0;
  if (!bd_audit_read (path, officer_key, on_record_cb, &listing, &error))
    {
      *exit_status = g_error_matches (error, BD_AUDIT_ERROR, BD_AUDIT_ERROR_MISSING) ? EXIT_NOT_READABLE : EXIT_STORE;
      return problem_text (error->message, as_json);
    }

  if (as_json)
    g_string_append (out, "\n] }\n");
  else
    g_string_append_printf (out, "%u records.\n", listing.n);
  if (filter->form == BD_AUDIT_REPORT)
    append_completeness (out, path);

  return g_strdup (out->str);
}

/**
 * bd_audit_new_key_to_text:
 * @file: name of a file that does not exist yet
 * @exit_status: (out): 0 done, 6 the file cannot be made
 *
 * Makes a key pair for a privacy officer. The secret key, as base64, goes to a new
 * file that only its owner reads; keep it off this computer.
 *
 * Returns: (transfer full): the public key for OfficerKeys=, or the problem
 */
char *
bd_audit_new_key_to_text (const char *file,
                          int        *exit_status)
{
  g_autoptr (BdLockedBytes) secret = bd_locked_bytes_new_random (32);
  g_autofree char *public_key = bd_audit_officer_public_key (secret);
  g_autofree char *text = NULL;
  gsize length;
  const guint8 *bytes = bd_locked_bytes_get_data (secret, &length);
  int fd;

  g_return_val_if_fail (file != NULL && exit_status != NULL, NULL);

  *exit_status = EXIT_STORE;
  fd = g_open (file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return g_strdup_printf ("%s cannot be made: %s.\n", file, g_strerror (errno));

  text = g_base64_encode (bytes, length);
  if (write (fd, text, strlen (text)) == (gssize) strlen (text) && fsync (fd) == 0)
    *exit_status = 0;
  close (fd);
  explicit_bzero (text, strlen (text));
  if (*exit_status != 0)
    return g_strdup_printf ("%s cannot be written.\n", file);

  return g_strdup_printf ("%s\n", public_key);
}
