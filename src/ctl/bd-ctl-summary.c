/* bd-ctl-summary.c: `summary`, and opening for those who need it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-ctl-private.h"

/**
 * bd_ctl_read_why:
 * @options: as typed
 * @why: (out): what --reason and --identified-by mean
 *
 * Returns: 0, or the exit status with the sentence printed
 */
int
bd_ctl_read_why (const BdCtlOptions *options,
                 BdCtlWhy           *why)
{
  if (options->reason == NULL)
    return bd_ctl_usage ("Say why: --reason LR1 to LR4, PR1, or BG1 to BG5 for emergency access.");

  if (!bd_reason_from_string (options->reason, &why->reason))
    return bd_ctl_usage ("There is no reason %s. Reasons are LR1 to LR4, PR1, and BG1 to BG5.", options->reason);

  why->identified_by = BD_IDENTIFIED_NOT_CONFIRMED;
  if (options->identified_by != NULL && !bd_identified_by_from_string (options->identified_by, &why->identified_by))
    return bd_ctl_usage ("--identified-by is wristband, photo-id, family, police, asked or not-confirmed.");

  return BD_EXIT_DONE;
}

static BdPatient *
identify (BdCtlSession *session,
          const char   *number,
          GError      **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  /* Outside production a number with a wrong check character may be looked up. */
  bd_context_identify_async (session->context, number, session->options->offline, TRUE, session->cancellable,
                             bd_ctl_on_done_cb, session);
  result = bd_ctl_wait (session);

  return bd_context_identify_finish (session->context, result, error);
}

/* A number typed whole on a command line is no slip of a click, so initials and birth year
 * may be left out; the audit log says which it was. */
static void
begin_emergency (BdCtlSession    *session,
                 const BdPatient *patient,
                 const BdCtlWhy  *why)
{
  const BdCtlOptions *options = session->options;
  BdEmergencyRequest request = {
    .reason = why->reason,
    .note = options->note,
    .consulted = options->consulted,
    .initials = options->initials,
    .birth_year = options->birth_year,
    .identified_by = why->identified_by,
    .number_stands = options->initials == NULL && options->birth_year == NULL,
  };

  bd_context_open_emergency_async (session->context, patient, &request, session->passphrase, options->offline,
                                   session->cancellable, bd_ctl_on_done_cb, session);
}

/**
 * bd_ctl_open:
 * @session: signed in
 * @number: an NHI number as typed
 * @why: reason and how identified
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the opened record
 */
BdOpening *
bd_ctl_open (BdCtlSession    *session,
             const char      *number,
             const BdCtlWhy  *why,
             GError         **error)
{
  g_autoptr (BdPatient) patient = identify (session, number, error);
  g_autoptr (GAsyncResult) result = NULL;

  if (patient == NULL)
    return NULL;

  if (bd_reason_get (why->reason)->kind == BD_REASON_KIND_EMERGENCY)
    begin_emergency (session, patient, why);
  else
    bd_context_open_async (session->context, patient, why->reason, session->options->note, why->identified_by,
                           session->options->offline, session->cancellable, bd_ctl_on_done_cb, session);
  result = bd_ctl_wait (session);

  return bd_context_open_finish (session->context, result, error);
}

static gboolean
on_timeout_cb (gpointer data)
{
  g_main_loop_quit (data);

  return G_SOURCE_REMOVE;
}

static void
on_cancelled_cb (GCancellable *cancellable,
                 gpointer      data)
{
  g_main_loop_quit (data);
}

static void
on_message_cb (BdOpening  *opening,
               const char *sentence,
               gpointer    data)
{
  bd_ctl_say ("%s", sentence);
}

/**
 * bd_ctl_settle:
 * @session: signed in
 * @opening: an opened record
 *
 * Waits until every source has answered, failed or run out of time; not longer than
 * --timeout, nor after an interruption.
 */
void
bd_ctl_settle (BdCtlSession *session,
               BdOpening    *opening)
{
  g_autoptr (GSource) timer = g_timeout_source_new_seconds ((guint) session->options->timeout);
  gulong settled = g_signal_connect_swapped (opening, "settled", G_CALLBACK (g_main_loop_quit), session->loop);
  gulong message = g_signal_connect (opening, "message", G_CALLBACK (on_message_cb), NULL);
  gulong cancelled = g_signal_connect (session->cancellable, "cancelled", G_CALLBACK (on_cancelled_cb), session->loop);

  g_source_set_callback (timer, on_timeout_cb, session->loop, NULL);
  g_source_attach (timer, NULL);
  if (!bd_opening_is_settled (opening) && !g_cancellable_is_cancelled (session->cancellable))
    g_main_loop_run (session->loop);
  g_source_destroy (timer);
  g_signal_handler_disconnect (opening, settled);
  g_signal_handler_disconnect (opening, message);
  g_signal_handler_disconnect (session->cancellable, cancelled);
}

static int
act_summary (BdCtlSession *session,
             char        **args)
{
  g_autoptr (BdOpening) opening = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  BdCtlWhy why;

  bd_ctl_read_why (session->options, &why);
  opening = bd_ctl_open (session, args[0], &why, &error);
  if (opening == NULL)
    return bd_ctl_fail (error);

  bd_ctl_settle (session, opening);
  if (g_cancellable_set_error_if_cancelled (session->cancellable, &error))
    return bd_ctl_fail (error);

  text = session->options->json ? bd_opening_to_json (opening) : bd_opening_to_text (opening);
  bd_ctl_print (text);
  if (bd_opening_has_anything (opening))
    return BD_EXIT_DONE;

  bd_ctl_say ("No service answered, and nothing is saved for this number on this device.");

  return BD_EXIT_NOTHING;
}

int
bd_ctl_summary (const BdCtlOptions *options,
                char              **args)
{
  BdCtlWhy why;
  int status;

  if (args[0] == NULL || args[1] != NULL)
    return bd_ctl_usage ("summary takes one NHI number.");

  status = bd_ctl_read_why (options, &why);

  return status != BD_EXIT_DONE ? status : bd_ctl_with_session (options, BD_CTL_CLINICAL, act_summary, args);
}
