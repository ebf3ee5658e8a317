/* bd-emergency.c: what an emergency request must say
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-emergency-private.h"

#include "bd-text.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

static int
compare_characters (gconstpointer a,
                    gconstpointer b)
{
  const gunichar *left = a, *right = b;

  return (*left > *right) - (*left < *right);
}

/* The letters alone, folded and in order: "W. S." and "sw" are the same initials. */
static GArray *
letters_of (const char *text)
{
  g_autofree char *folded = bd_text_fold (text);
  GArray *letters = g_array_new (FALSE, FALSE, sizeof (gunichar));

  for (const char *at = folded; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isalnum (c))
        g_array_append_val (letters, c);
    }
  g_array_sort (letters, compare_characters);

  return letters;
}

static gboolean
initials_fit (const char *expected,
              const char *entered)
{
  g_autoptr (GArray) wanted = letters_of (expected);
  g_autoptr (GArray) given = letters_of (entered);

  if (given->len == 0)
    return FALSE;
  if (wanted->len == 0)
    return TRUE;   /* no name is known: nothing to compare with, but something was read off the person */

  return wanted->len == given->len &&
         memcmp (wanted->data, given->data, wanted->len * sizeof (gunichar)) == 0;
}

static gboolean
is_year (const char *text)
{
  return strlen (text) == 4 && strspn (text, "0123456789") == 4;
}

/**
 * bd_access_refuse_confirmation:
 * @patient: whose record it is
 * @initials: (nullable): as re-entered
 * @birth_year: (nullable): as re-entered
 *
 * The last look before an act that cannot be taken back: is it this person?
 *
 * Returns: (transfer full) (nullable): %NULL when both fit, else the sentence
 */
char *
bd_access_refuse_confirmation (const BdPatient *patient,
                               const char      *initials,
                               const char      *birth_year)
{
  g_autofree char *expected = NULL, *year = NULL, *entered = NULL;

  g_return_val_if_fail (patient != NULL, NULL);

  expected = bd_patient_dup_initials (patient);
  year = bd_patient_dup_birth_year (patient);
  entered = g_strstrip (g_strdup (birth_year != NULL ? birth_year : ""));
  if (!initials_fit (expected, initials))
    return g_strdup (_ ("The initials are not those of the person on the banner."));
  if (!is_year (entered))
    return g_strdup (_ ("Enter the year of birth with four digits."));
  if (year != NULL && strcmp (year, entered) != 0)
    return g_strdup (_ ("The year of birth is not that of the person on the banner."));

  return NULL;
}

static gboolean
may_break_glass (GStrv        roles,
                 BdClinician *clinician)
{
  return bd_role_is_clinical (clinician->role) &&
         g_strv_contains ((const char *const *)roles, bd_role_to_string (clinician->role));
}

static gboolean
is_emergency_reason (BdReasonCode code)
{
  return (guint)code < BD_N_REASONS && bd_reason_get (code)->kind == BD_REASON_KIND_EMERGENCY;
}

char *
bd_emergency_refuse (GStrv                     roles,
                     BdClinician              *clinician,
                     const BdPatient          *patient,
                     const BdEmergencyRequest *request,
                     gboolean                  with_confirmation,
                     BdAccessError            *code)
{
  g_autofree char *name = NULL;
  char *sentence;

  *code = BD_ACCESS_ERROR_ROLE;
  if (!may_break_glass (roles, clinician))
    return g_strdup (_ ("Your role does not allow emergency access at this site."));

  *code = BD_ACCESS_ERROR_REASON;
  if (patient->nhi == NULL || *patient->nhi == '\0')
    return g_strdup (_ ("Emergency access is for one person's NHI number."));
  if (!is_emergency_reason (request->reason))
    return g_strdup (_ ("Choose what kind of emergency it is."));

  *code = BD_ACCESS_ERROR_NOTE;
  name = bd_patient_dup_banner_name (patient);
  sentence = bd_reason_refuse_note (request->reason, request->note, name);
  if (sentence != NULL || !with_confirmation)
    return sentence;

  *code = BD_ACCESS_ERROR_CONFIRMATION;
  return request->number_stands ? NULL : bd_access_refuse_confirmation (patient, request->initials, request->birth_year);
}

BdAuditEvent *
bd_emergency_event_new (BdClinician              *clinician,
                        const BdPatient          *patient,
                        const BdEmergencyRequest *request)
{
  BdAuditEvent *event = bd_audit_event_new (BD_ACT_EMERGENCY_STARTED, clinician);
  g_autoptr (GStrvBuilder) numbers = g_strv_builder_new ();
  g_autofree char *initials = bd_patient_dup_initials (patient);

  if (patient->nhi != NULL && *patient->nhi != '\0')
    g_strv_builder_add (numbers, patient->nhi);
  g_strv_builder_addv (numbers, (const char **)patient->linked_nhis);
  event->nhis = g_strv_builder_end (numbers);
  event->has_purpose = TRUE;
  event->purpose = BD_PURPOSE_ETREAT;
  event->note = g_strdup (request->note);
  event->consulted = request->consulted != NULL && *request->consulted != '\0' ? g_strdup (request->consulted) : NULL;
  event->identified_by = g_strdup (bd_identified_by_to_string (request->identified_by));
  event->outcome = g_strdup ("done");
  if (is_emergency_reason (request->reason))
    {
      event->reason = g_strdup (bd_reason_get (request->reason)->id);
      if (bd_reason_get (request->reason)->flagged)
        g_ptr_array_add (event->states, g_strdup ("flagged for review first"));
    }
  if (request->number_stands)
    g_ptr_array_add (event->states, g_strdup ("confirmed by the number typed whole, not by initials"));
  else if (initials == NULL || *initials == '\0')
    g_ptr_array_add (event->states, g_strdup ("name not known: initials could not be compared"));

  return event;
}
