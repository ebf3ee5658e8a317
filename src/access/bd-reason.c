/* bd-reason.c: why a record is opened, and the purpose of use that follows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-reason.h"

#include "bd-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define OWN_WORDS_MIN 10   /* letters left once the name or the label is taken out */

/* The purposes are those that every service accepts in Request-Context (NZ purpose of use). */
static const BdReason reasons[] = {
  { BD_REASON_LR1, "LR1", N_ ("I am treating this person, with their permission"),
    BD_REASON_KIND_RELATIONSHIP, BD_PURPOSE_TREAT, 0, FALSE },
  { BD_REASON_LR2, "LR2", N_ ("Booked or queued with this service"),
    BD_REASON_KIND_RELATIONSHIP, BD_PURPOSE_TREAT, 0, FALSE },
  { BD_REASON_LR3, "LR3", N_ ("Handover, transfer, or advice to the treating clinician"),
    BD_REASON_KIND_RELATIONSHIP, BD_PURPOSE_TREAT, 3, FALSE },
  { BD_REASON_LR4, "LR4", N_ ("A parent, guardian or welfare attorney agrees"),
    BD_REASON_KIND_RELATIONSHIP, BD_PURPOSE_TREAT, 3, FALSE },
  { BD_REASON_PR1, "PR1", N_ ("The person asks to see or have their record"),
    BD_REASON_KIND_REQUEST, BD_PURPOSE_PATRQT, 0, FALSE },
  { BD_REASON_BG1, "BG1", N_ ("Unconscious or cannot communicate; needed for treatment now"),
    BD_REASON_KIND_EMERGENCY, BD_PURPOSE_ETREAT, 20, FALSE },
  { BD_REASON_BG2, "BG2", N_ ("Cannot make this decision now and nobody who may can be reached"),
    BD_REASON_KIND_EMERGENCY, BD_PURPOSE_ETREAT, 20, FALSE },
  { BD_REASON_BG3, "BG3", N_ ("Serious threat to this person's life or health if I wait"),
    BD_REASON_KIND_EMERGENCY, BD_PURPOSE_ETREAT, 20, FALSE },
  { BD_REASON_BG4, "BG4", N_ ("Serious threat to someone else's life or health"),
    BD_REASON_KIND_EMERGENCY, BD_PURPOSE_ETREAT, 20, TRUE },
  { BD_REASON_BG5, "BG5", N_ ("Another emergency"),
    BD_REASON_KIND_EMERGENCY, BD_PURPOSE_ETREAT, 40, FALSE },
};
G_STATIC_ASSERT (G_N_ELEMENTS (reasons) == BD_N_REASONS);

static const struct { const char *name; const char *label; } identified[] = {
  { "not-confirmed", N_ ("Not confirmed") },
  { "wristband", N_ ("Wristband") },
  { "photo-id", N_ ("Photo ID") },
  { "family", N_ ("Family or companion") },
  { "police", N_ ("Police or ambulance") },
  { "asked", N_ ("Asked the person") },
};
G_STATIC_ASSERT (G_N_ELEMENTS (identified) == BD_N_IDENTIFIED);

/**
 * bd_purpose_to_string:
 * @purpose: a purpose
 *
 * Returns: its code in HL7's v3-ActReason
 */
const char *
bd_purpose_to_string (BdPurpose purpose)
{
  static const char *const names[] = { "TREAT", "ETREAT", "PATRQT" };

  g_return_val_if_fail ((guint)purpose < G_N_ELEMENTS (names), NULL);

  return names[purpose];
}

/**
 * bd_reason_get:
 * @code: a reason
 *
 * Returns: (transfer none): what Bedside knows of it, its label translated
 */
const BdReason *
bd_reason_get (BdReasonCode code)
{
  static BdReason translated[BD_N_REASONS];
  static gsize ready;

  g_return_val_if_fail (code < BD_N_REASONS, NULL);

  if (g_once_init_enter (&ready))
    {
      for (guint i = 0; i < BD_N_REASONS; i++)
        {
          translated[i] = reasons[i];
          translated[i].label = _ (reasons[i].label);
        }
      g_once_init_leave (&ready, 1);
    }

  return &translated[code];
}

/**
 * bd_reason_from_string:
 * @id: (nullable): such as "LR1"
 * @code: (out): the reason
 *
 * Returns: %FALSE for an id that is none
 */
gboolean
bd_reason_from_string (const char   *id,
                       BdReasonCode *code)
{
  g_return_val_if_fail (code != NULL, FALSE);

  for (int i = 0; i < BD_N_REASONS; i++)
    if (g_strcmp0 (id, reasons[i].id) == 0)
      {
        *code = i;
        return TRUE;
      }

  return FALSE;
}

/* Letters and digits, folded; runs of anything else become one space. */
static char *
squeeze (const char *text)
{
  g_autofree char *folded = bd_text_fold (text);
  GString *out = g_string_new (NULL);

  for (const char *at = folded; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isalnum (g_utf8_get_char (at)))
      g_string_append_unichar (out, g_utf8_get_char (at));
    else if (out->len > 0 && out->str[out->len - 1] != ' ')
      g_string_append_c (out, ' ');

  g_string_truncate (out, out->len - (out->len > 0 && out->str[out->len - 1] == ' '));
  return g_string_free (out, FALSE);
}

/* What counts: the ends stripped, blanks in a row once. */
static glong
count_characters (const char *note)
{
  g_autofree char *text = g_strstrip (g_strdup (note));
  gboolean blank = FALSE;
  glong n = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gboolean space = g_unichar_isspace (g_utf8_get_char (at));

      n += !(space && blank);
      blank = space;
    }

  return n;
}

static gboolean
is_one_repeated (const char *squeezed)
{
  gunichar first = 0;

  for (const char *at = squeezed; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == ' ')
        continue;
      if (first != 0 && c != first)
        return FALSE;
      first = c;
    }

  return TRUE;
}

static gboolean
says_only_the_name (const char *squeezed,
                    const char *person_name)
{
  g_autofree char *name = squeeze (person_name);
  g_auto (GStrv) words = g_strsplit (squeezed, " ", -1);
  g_auto (GStrv) names = g_strsplit (name, " ", -1);
  glong own = 0;
  gboolean named = FALSE;

  for (guint i = 0; words[i] != NULL; i++)
    if (g_strv_contains ((const char *const *)names, words[i]))
      named = TRUE;
    else
      own += g_utf8_strlen (words[i], -1);

  return named && own < OWN_WORDS_MIN;
}

static gboolean
says_only_the_label (const char *squeezed,
                     const char *label)
{
  g_autofree char *wanted = squeeze (label);

  return strstr (squeezed, wanted) != NULL &&
         g_utf8_strlen (squeezed, -1) - g_utf8_strlen (wanted, -1) < OWN_WORDS_MIN;
}

static char *
refuse_words (const BdReason *reason,
              const char     *note,
              const char     *person_name)
{
  g_autofree char *squeezed = squeeze (note);

  if (is_one_repeated (squeezed))
    return g_strdup (_ ("Write in words what is happening."));
  if (person_name != NULL && *person_name != '\0' && says_only_the_name (squeezed, person_name))
    return g_strdup (_ ("The name is recorded already. Write what is happening, and why it cannot wait."));
  if (says_only_the_label (squeezed, reason->label) || says_only_the_label (squeezed, reasons[reason->code].label))
    return g_strdup (_ ("The reason you chose is recorded already. Write what is happening, and why it cannot wait."));

  return NULL;
}

/**
 * bd_reason_refuse_note:
 * @code: the reason chosen
 * @note: (nullable): what was written
 * @person_name: (nullable): the name on the banner
 *
 * Blanks at the ends do not count, blanks in a row count once.
 *
 * Returns: (transfer full) (nullable): %NULL when the note will do, else what to change
 */
char *
bd_reason_refuse_note (BdReasonCode code,
                       const char  *note,
                       const char  *person_name)
{
  const BdReason *reason;
  glong length;

  g_return_val_if_fail (code < BD_N_REASONS, NULL);

  reason = bd_reason_get (code);
  if (note != NULL && !g_utf8_validate (note, -1, NULL))
    return g_strdup (_ ("The note is not readable text."));

  length = note != NULL ? count_characters (note) : 0;
  if (length > BD_NOTE_MAX)
    return g_strdup_printf (_ ("The note has %ld characters; %d are the most."), length, BD_NOTE_MAX);
  if (length < (glong)reason->note_min && code == BD_REASON_LR4)
    return g_strdup (_ ("Write the name of the person who agrees."));
  if (length < (glong)reason->note_min && reason->kind != BD_REASON_KIND_EMERGENCY)
    return g_strdup (_ ("This reason needs a note."));
  if (length < (glong)reason->note_min)
    return g_strdup_printf (_ ("Write what is happening, and why it cannot wait: at least %u characters (%ld so far)."),
                            reason->note_min, length);

  return reason->kind == BD_REASON_KIND_EMERGENCY ? refuse_words (reason, note, person_name) : NULL;
}

/**
 * bd_identified_by_to_string:
 * @by: how the person was identified
 *
 * Returns: the word for it in files and on the command line
 */
const char *
bd_identified_by_to_string (BdIdentifiedBy by)
{
  g_return_val_if_fail (by < BD_N_IDENTIFIED, NULL);

  return identified[by].name;
}

/**
 * bd_identified_by_get_label:
 * @by: how the person was identified
 *
 * Returns: the words for the screen
 */
const char *
bd_identified_by_get_label (BdIdentifiedBy by)
{
  g_return_val_if_fail (by < BD_N_IDENTIFIED, NULL);

  return _ (identified[by].label);
}

/**
 * bd_identified_by_from_string:
 * @text: (nullable): a word of bd_identified_by_to_string()
 * @by: (out): what it means
 *
 * Returns: %FALSE for any other word
 */
gboolean
bd_identified_by_from_string (const char     *text,
                              BdIdentifiedBy *by)
{
  g_return_val_if_fail (by != NULL, FALSE);

  for (int i = 0; i < BD_N_IDENTIFIED; i++)
    if (g_strcmp0 (text, identified[i].name) == 0)
      {
        *by = i;
        return TRUE;
      }

  return FALSE;
}
