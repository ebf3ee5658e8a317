/* bd-ledger-sentence.c: the sentence of a ledger line: what a clinician is told about one source
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-ledger-line.h"

#include "bd-date.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* "14:02", with its date once that is not plainly today; NULL when there is no time. */
static char *
dup_time (gint64     at,
          GTimeZone *zone,
          gint64     now)
{
  if (at <= 0)
    return NULL;
  return bd_date_format_time_us (at, zone, ABS (now - at) > 12 * G_TIME_SPAN_HOUR);
}

static char *
dup_age (gint64 saved_at,
         gint64 now)
{
  gint64 minutes = (now - saved_at) / G_TIME_SPAN_MINUTE;
  guint n;

  if (now < saved_at)
    return g_strdup (_("age not known: the clock was changed"));
  if (minutes < 1)
    return g_strdup (_("less than 1 min old"));
  if (minutes < 60)
    return g_strdup_printf (_("%u min old"), (guint) minutes);
  if (minutes < 48 * 60)
    return g_strdup_printf (_("%u h old"), (guint) (minutes / 60));
  n = (guint) (minutes / (24 * 60));
  return g_strdup_printf (ngettext ("%u day old", "%u days old", n), n);
}

static void
add_sentence (GString    *text,
              const char *sentence)
{
  if (text->len > 0)
    g_string_append (text, g_str_has_suffix (text->str, ".") ? " " : ". ");
  g_string_append (text, sentence);
}

static void
add_reference (GString            *text,
               const BdLedgerLine *self)
{
  g_autofree char *words = NULL;

  if (self->correlation_id == NULL || *self->correlation_id == '\0')
    return;
  words = g_strdup_printf (_("Reference %s."), self->correlation_id);
  add_sentence (text, words);
}

static void
add_whole (GString            *text,
           const BdLedgerLine *self,
           GTimeZone          *zone,
           gint64              now)
{
  const char *label = bd_source_get_label (self->source);

  if (self->received == 0 && !self->more_exist && self->foreign == 0 && self->unreadable == 0)
    {
      g_string_append_printf (text, _("%s has no %s recorded for this person. That is not the same as none."),
                              label, bd_section_get_noun (self->section));
    }
  else
    {
      g_autofree char *at = dup_time (self->answered_at, zone, now);

      if (at != NULL)
        g_string_append_printf (text, _("%s · live, answered %s"), label, at);
      else
        g_string_append_printf (text, _("%s · live"), label);
    }
}

static char *
dup_redacted (const BdLedgerLine *self)
{
  const char *label = bd_source_get_label (self->source);

  if (self->total <= self->received || self->more_exist)
    return g_strdup_printf (_("%s is holding back some records marked confidential."), label);
  return g_strdup_printf (ngettext ("%s is holding back %u of %u record marked confidential.",
                                    "%s is holding back %u of %u records marked confidential.",
                                    (gulong) self->total),
                          label, (guint) (self->total - self->received), (guint) self->total);
}

static char *
dup_facility (const BdLedgerLine *self)
{
  const char *label = bd_source_get_label (self->source);

  if (self->facility == NULL)
    return g_strdup_printf (_("This person has chosen not to share records from one of their practices through %s."),
                            label);
  return g_strdup_printf (_("This person has chosen not to share records from %s through %s."),
                          self->facility, label);
}

static char *
dup_deceased (const BdLedgerLine *self,
              GTimeZone          *zone)
{
  const char *label = bd_source_get_label (self->source);
  g_autofree char *on = NULL;
  BdDate date = { .precision = BD_DATE_NONE };

  if (self->deceased == NULL)
    return g_strdup_printf (_("Recorded as deceased. %s returns no records."), label);
  on = bd_date_parse (self->deceased, &date) ? bd_date_format (&date, zone) : g_strdup (self->deceased);
  if (date.precision != BD_DATE_NONE && date.precision < BD_DATE_DAY)
    return g_strdup_printf (_("Recorded as deceased in %s. %s returns no records."), on, label);
  return g_strdup_printf (_("Recorded as deceased on %s. %s returns no records."), on, label);
}

/* What a source holds back; NULL for a state that hides nothing. */
static char *
dup_hidden (const BdLedgerLine *self,
            BdResultState       state,
            GTimeZone          *zone)
{
  const char *label = bd_source_get_label (self->source);

  switch ((int) state)
    {
    case BD_STATE_REDACTED:
      return dup_redacted (self);
    case BD_STATE_WITHHELD_AT_SOURCE:
      return g_strdup_printf (_("This person asked a practice to keep some records out of %s. "
                                "Emergency access cannot show them; ring the practice."), label);
    case BD_STATE_OPTED_OUT_GLOBAL:
      return g_strdup_printf (_("This person has chosen not to share through %s."), label);
    case BD_STATE_OPTED_OUT_FACILITY:
      return dup_facility (self);
    case BD_STATE_OPTED_OUT_DOMAIN:
      return g_strdup_printf (_("This person has chosen not to share %s through %s."),
                              self->domain != NULL ? self->domain : bd_section_get_noun (self->section), label);
    case BD_STATE_DECEASED:
      return dup_deceased (self, zone);
    case BD_STATE_PARTICIPATION_UNKNOWN:
      return g_strdup_printf (_("%s has no sharing choice on file for this person, and returns nothing."), label);
    case BD_STATE_RESTRICTED_REGISTER:
      return g_strdup (_("This person has restricted their immunisation record."));
    default:
      return NULL;
    }
}

static char *
dup_reason (const BdLedgerLine *self)
{
  switch (self->failure)
    {
    case BD_FAILURE_TIMEOUT:     return g_strdup (_("timed out"));
    case BD_FAILURE_NAME:        return g_strdup (_("name not found"));
    case BD_FAILURE_UNREACHABLE: return g_strdup (_("could not be reached"));
    case BD_FAILURE_TLS:         return g_strdup (_("secure connection failed"));
    case BD_FAILURE_BROKEN:      return g_strdup (_("broke off"));
    case BD_FAILURE_NOT_FHIR:    return g_strdup (_("sent something that is not a health record"));
    case BD_FAILURE_TOO_LARGE:   return g_strdup (_("answer too large"));
    case BD_FAILURE_REDIRECT:    return g_strdup (_("sent us elsewhere, not followed"));
    case BD_FAILURE_SIGN_IN:     return g_strdup (_("signing in to the service failed"));
    case BD_FAILURE_SERVER:
      if (self->http_status >= 500)
        return g_strdup_printf (_("server error %d,"), self->http_status);
      return g_strdup (_("it reported an error"));
    case BD_FAILURE_NONE:
    default:                     return NULL;
    }
}

static void
add_no_answer (GString            *text,
               const BdLedgerLine *self,
               GTimeZone          *zone,
               gint64              now)
{
  g_autofree char *at = dup_time (self->answered_at > 0 ? self->answered_at : self->asked_at, zone, now);
  g_autofree char *reason = dup_reason (self);
  g_autofree char *words = g_strjoin (" ", reason != NULL ? reason : "", at != NULL ? at : "", NULL);

  g_strstrip (words);
  if (g_str_has_suffix (words, ","))
    words[strlen (words) - 1] = '\0';
  if (*words == '\0')
    g_string_append_printf (text, _("%s did not answer."), bd_source_get_label (self->source));
  else
    g_string_append_printf (text, _("%s did not answer (%s)."), bd_source_get_label (self->source), words);
  add_reference (text, self);
}

static void
add_refused (GString            *text,
             const BdLedgerLine *self)
{
  const char *label = bd_source_get_label (self->source);

  if (self->http_status == 400 || self->http_status == 422)
    g_string_append_printf (text, _("%s refused this request as not valid (%d)."), label, self->http_status);
  else if (self->http_status > 0)
    g_string_append_printf (text, _("%s refused this request (%d)."), label, self->http_status);
  else
    g_string_append_printf (text, _("%s refused this request."), label);
  add_reference (text, self);
}

static void
add_throttled (GString            *text,
               const BdLedgerLine *self)
{
  const char *label = bd_source_get_label (self->source);

  if (self->wait_seconds > 0)
    g_string_append_printf (text, _("%s asks us to wait %u s."), label, (guint) self->wait_seconds);
  else
    g_string_append_printf (text, _("%s asks us to wait."), label);
}

static void
add_not_available (GString            *text,
                   const BdLedgerLine *self)
{
  if (self->unknown_number)
    g_string_append_printf (text, _("%s does not know this number."), bd_source_get_label (self->source));
  else if (self->partial)
    g_string_append_printf (text, _("%s does not offer all kinds of %s."), bd_source_get_label (self->source),
                            bd_section_get_noun (self->section));
  else
    g_string_append_printf (text, _("This service does not offer %s."), bd_section_get_noun (self->section));
}

static void add_state (GString *text, const BdLedgerLine *self, BdResultState state, GTimeZone *zone, gint64 now);

/* Why a copy stands in: the failure of the live answer, which its line carries. */
static void
add_why_saved (GString            *text,
               const BdLedgerLine *self,
               GTimeZone          *zone,
               gint64              now)
{
  g_autoptr (GString) why = g_string_new (NULL);

  if (self->failure != BD_FAILURE_NONE)
    add_no_answer (why, self, zone, now);
  else if (self->http_status == 429)
    add_throttled (why, self);
  else if (self->http_status >= 400)
    add_refused (why, self);
  if (why->len > 0)
    add_sentence (text, why->str);
}

static void
add_saved (GString            *text,
           const BdLedgerLine *self,
           GTimeZone          *zone,
           gint64              now)
{
  g_autofree char *at = bd_date_format_time_us (self->saved_at, zone, TRUE);
  g_autofree char *age = dup_age (self->saved_at, now);

  g_string_append_printf (text, _("Saved copy of %s (%s)"), at, age);
  if (self->saved_state != BD_STATE_WHOLE || self->received == 0)
    {
      g_autoptr (GString) then = g_string_new (NULL);
      g_autofree char *words = NULL;

      add_state (then, self, self->saved_state, zone, now);
      words = g_strdup_printf (_("When it was saved: %s"), then->str);
      add_sentence (text, words);
    }
  add_why_saved (text, self, zone, now);
  if (bd_ledger_line_age_class (self, now) >= BD_AGE_OVER_A_WEEK)
    add_sentence (text, _("Ring the practice to check."));
}

static void
add_state (GString            *text,
           const BdLedgerLine *self,
           BdResultState       state,
           GTimeZone          *zone,
           gint64              now)
{
  const char *label = bd_source_get_label (self->source);
  g_autofree char *hidden = dup_hidden (self, state, zone);

  if (hidden != NULL)
    {
      g_string_append (text, hidden);
      return;
    }
  switch ((int) state)
    {
    case BD_STATE_NOT_SET_UP:    g_string_append_printf (text, _("%s is not set up here."), label); break;
    case BD_STATE_NOT_ASKED:     g_string_append_printf (text, _("%s was not asked."), label); break;
    case BD_STATE_ASKING:        g_string_append_printf (text, _("Asking %s…"), label); break;
    case BD_STATE_WHOLE:         add_whole (text, self, zone, now); break;
    case BD_STATE_LOCKED:
      g_string_append_printf (text, _("%s is loading this person's history. Try again in a few minutes."), label);
      break;
    case BD_STATE_REFUSED:       add_refused (text, self); break;
    case BD_STATE_THROTTLED:     add_throttled (text, self); break;
    case BD_STATE_NO_ANSWER:     add_no_answer (text, self, zone, now); break;
    case BD_STATE_NOT_AVAILABLE: add_not_available (text, self); break;
    case BD_STATE_SAVED_COPY:    add_saved (text, self, zone, now); break;
    case BD_STATE_NOT_SAVED:     g_string_append (text, _("Not saved on this device.")); break;
    default:
      g_return_if_reached ();
    }
}

/* Held back by no source: this program leaves them out of what it keeps. */
static void
add_unkept (GString            *text,
            const BdLedgerLine *self)
{
  g_autofree char *words =
    g_strdup_printf (ngettext ("%u record is not kept in saved copies (marked restricted by its source); "
                               "ask %s again when the line is up.",
                               "%u records are not kept in saved copies (marked restricted by their source); "
                               "ask %s again when the line is up.", self->unkept),
                     self->unkept, bd_source_get_label (self->source));

  add_sentence (text, words);
}

/* What the state alone does not say. */
static void
add_limits (GString            *text,
            const BdLedgerLine *self,
            GTimeZone          *zone)
{
  for (guint i = 0; i < BD_N_STATES; i++)
    {
      g_autofree char *hidden = (self->also & (1u << i)) != 0 ? dup_hidden (self, i, zone) : NULL;

      if (hidden != NULL)
        add_sentence (text, hidden);
    }
  if (self->partial && (self->state != BD_STATE_NOT_AVAILABLE || self->unknown_number))
    add_sentence (text, _("Part of it was answered."));
  if (self->more_exist)
    add_sentence (text, _("More records exist than are shown."));
  if (self->foreign > 0)
    {
      g_autofree char *words =
        g_strdup_printf (ngettext ("%u record belonged to another person and is not shown.",
                                   "%u records belonged to another person and are not shown.", self->foreign),
                         self->foreign);

      add_sentence (text, words);
    }
  if (self->unreadable > 0)
    {
      g_autofree char *words =
        g_strdup_printf (ngettext ("%u record could not be read and is not shown.",
                                   "%u records could not be read and are not shown.", self->unreadable),
                         self->unreadable);

      add_sentence (text, words);
    }
  if (self->unkept > 0)
    add_unkept (text, self);
}

/**
 * bd_ledger_line_dup_sentence:
 * @self: a line
 * @zone: (nullable): the site's zone; %NULL means Pacific/Auckland
 * @now: wall clock, µs: a saved copy's age is counted to it
 *
 * Says what is known about this source's part of this section, and what is not: its
 * state, the other states met, a cut list, refused, unreadable and unkept records.
 *
 * Returns: (transfer full): the sentence, translated
 */
char *
bd_ledger_line_dup_sentence (const BdLedgerLine *self,
                             GTimeZone          *zone,
                             gint64              now)
{
  g_autoptr (GString) text = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new (NULL);
  add_state (text, self, self->state, zone, now);
  add_limits (text, self, zone);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
