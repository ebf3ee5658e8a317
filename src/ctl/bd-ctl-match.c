/* bd-ctl-match.c: `match`: who may be meant; with a number, whether it belongs to who is meant
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-ctl-private.h"

#include "bd-entry-json.h"
#include "bd-entry-text.h"

static char *
candidates_json (GPtrArray *candidates)
{
  BdJsonWriter *writer = bd_json_writer_new (TRUE);

  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_begin_array (writer, "candidates");
  for (guint i = 0; i < candidates->len; i++)
    bd_patient_write_json (g_ptr_array_index (candidates, i), NULL, writer);
  bd_json_writer_end_array (writer);
  bd_json_writer_end_object (writer);

  return bd_json_writer_finish (writer);
}

static char *
candidates_text (GPtrArray *candidates,
                 GTimeZone *zone)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < candidates->len; i++)
    {
      const BdPatient *patient = g_ptr_array_index (candidates, i);

      g_string_append_printf (out, "%3d  ", patient->score);
      bd_text_append_patient (out, patient, zone);
    }

  return g_strdup (out->str);
}

static int
act_match (BdCtlSession *session,
           char        **args)
{
  const BdCtlOptions *options = session->options;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) candidates = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  bd_context_match_async (session->context, options->name, options->born, options->gender, session->cancellable,
                          bd_ctl_on_done_cb, session);
  result = bd_ctl_wait (session);
  candidates = bd_context_match_finish (session->context, result, &error);
  if (candidates == NULL)
    return bd_ctl_fail (error);

  text = options->json ? candidates_json (candidates)
                       : candidates_text (candidates, bd_site_profile_get_zone (bd_context_get_profile (session->context)));
  bd_ctl_print (text);
  if (candidates->len > 0)
    return BD_EXIT_DONE;

  bd_ctl_say ("NHI found nobody like this.");

  return BD_EXIT_NO_SUCH_PERSON;
}

static char *
validation_json (const BdValidation *validation)
{
  BdJsonWriter *writer = bd_json_writer_new (TRUE);

  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_begin_object (writer, "validation");
  bd_json_writer_string (writer, "askedNhi", validation->asked_nhi);
  bd_json_writer_boolean (writer, "certain", bd_validation_is_certain (validation));
  bd_json_writer_string (writer, "kind", bd_validation_kind_to_string (validation->kind));
  bd_json_writer_string (writer, "nhi", validation->nhi);
  bd_json_writer_string (writer, "sentence", validation->sentence);
  bd_json_writer_end_object (writer);
  bd_json_writer_end_object (writer);

  return bd_json_writer_finish (writer);
}

static int
act_validate (BdCtlSession *session,
              char        **args)
{
  const BdCtlOptions *options = session->options;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (BdValidation) validation = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  /* Outside production a number with a wrong check character may be asked about. */
  bd_context_validate_async (session->context, options->nhi, TRUE, options->name, options->born, options->gender,
                             session->cancellable, bd_ctl_on_done_cb, session);
  result = bd_ctl_wait (session);
  validation = bd_context_validate_finish (session->context, result, &error);
  if (validation == NULL)
    return bd_ctl_fail (error);

  json = options->json ? validation_json (validation) : NULL;
  bd_ctl_print (json != NULL ? json : validation->sentence);

  return bd_validation_is_certain (validation) ? BD_EXIT_DONE : BD_EXIT_NO_SUCH_PERSON;
}

int
bd_ctl_match (const BdCtlOptions *options,
              char              **args)
{
  if (args[0] != NULL)
    return bd_ctl_usage ("match takes --name and --born, and --nhi to check a number; nothing else.");
  if (options->name == NULL || options->born == NULL)
    return bd_ctl_usage ("match needs --name NAME and --born DATE; a year is enough.");

  return bd_ctl_with_session (options, BD_CTL_CLINICAL, options->nhi != NULL ? act_validate : act_match, args);
}
