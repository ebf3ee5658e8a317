/* bd-ctl-session.c: sign in, do one thing, sign out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The core is asynchronous; a command is a straight line. Between the two stands
 * bd_ctl_wait(), which runs the main loop until the call that was begun is done.
 */
#include "bd-ctl-private.h"

#include <glib-unix.h>
#include <signal.h>
#include <string.h>

void
bd_ctl_on_done_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  BdCtlSession *session = data;

  g_set_object (&session->result, result);
  g_main_loop_quit (session->loop);
}

/* (transfer full) */
GAsyncResult *
bd_ctl_wait (BdCtlSession *session)
{
  while (session->result == NULL)
    g_main_loop_run (session->loop);

  return g_steal_pointer (&session->result);
}

static gboolean
on_interrupted_cb (gpointer data)
{
  BdCtlSession *session = data;

  g_cancellable_cancel (session->cancellable);

  return G_SOURCE_CONTINUE;
}

/**
 * bd_ctl_fail:
 * @error: what went wrong
 *
 * Prints the sentence.
 *
 * Returns: the exit status for it
 */
int
bd_ctl_fail (const GError *error)
{
  static const int statuses[] = {
    [BD_APP_ERROR_REFUSED] = BD_EXIT_REFUSED,
    [BD_APP_ERROR_NO_SUCH_PERSON] = BD_EXIT_NO_SUCH_PERSON,
    [BD_APP_ERROR_NOTHING_TO_SHOW] = BD_EXIT_NOTHING,
    [BD_APP_ERROR_STORE] = BD_EXIT_STORE,
    [BD_APP_ERROR_PASSPHRASE] = BD_EXIT_STORE,
    [BD_APP_ERROR_SIGN_IN] = BD_EXIT_REFUSED,
    [BD_APP_ERROR_LOCKED] = BD_EXIT_STORE,
    [BD_APP_ERROR_INPUT] = BD_EXIT_USAGE,
  };

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      bd_ctl_say ("Stopped.");
      return BD_EXIT_INTERRUPTED;
    }

  bd_ctl_say ("%s", error->message);
  if (error->domain == BD_APP_ERROR && error->code >= 0 && error->code < (int) G_N_ELEMENTS (statuses))
    return statuses[error->code];

  return BD_EXIT_STORE;
}

/**
 * bd_ctl_load_profile:
 * @options: as typed
 * @exit_status: (out): set when there is none: 3 cannot be used, 7 not readable
 *
 * Returns: (transfer full) (nullable): the site profile
 */
BdSiteProfile *
bd_ctl_load_profile (const BdCtlOptions *options,
                     int                *exit_status)
{
  g_autoptr (GError) error = NULL;
  BdSiteProfile *profile = bd_site_profile_load (options->site != NULL ? options->site : BD_SITE_PROFILE_DEFAULT, &error);

  if (profile != NULL)
    return profile;

  bd_ctl_say ("%s", error->message);
  *exit_status = error->code == BD_SITE_ERROR_INVALID || error->code == BD_SITE_ERROR_UNSAFE ? BD_EXIT_REFUSED
                                                                                              : BD_EXIT_NOT_READABLE;

  return NULL;
}

static gboolean
same_bytes (BdLockedBytes *a,
            BdLockedBytes *b)
{
  gsize a_length, b_length;
  const guint8 *a_data = bd_locked_bytes_get_data (a, &a_length), *b_data = bd_locked_bytes_get_data (b, &b_length);

  return a_length == b_length && memcmp (a_data, b_data, a_length) == 0;
}

/* Asked twice where it is being set. */
static BdLockedBytes *
ask (const char *user,
     gboolean    new_here)
{
  g_autofree char *prompt = g_strdup_printf (new_here ? "New device passphrase for %s: " : "Device passphrase of %s: ",
                                             user != NULL ? user : "you");
  g_autoptr (BdLockedBytes) first = bd_ctl_ask_passphrase (prompt);
  g_autoptr (BdLockedBytes) again = NULL;

  if (first == NULL || !new_here)
    return g_steal_pointer (&first);

  again = bd_ctl_ask_passphrase ("The same once more: ");
  if (again != NULL && same_bytes (first, again))
    return g_steal_pointer (&first);

  bd_ctl_say ("The two are not the same.");

  return NULL;
}

static gboolean
get_passphrases (BdCtlSession *session,
                 BdCtlKind     kind,
                 const char   *colleague)
{
  const char *user = session->options->user;
  gboolean two = kind == BD_CTL_TWO || kind == BD_CTL_SECRET;

  if (session->options->passphrase_fd >= 0)
    return bd_ctl_read_passphrases (session->options->passphrase_fd, &session->passphrase, two ? &session->second : NULL) &&
           (!two || session->second != NULL);

  session->passphrase = ask (user, bd_context_is_new_here (session->context, user));
  if (two && session->passphrase != NULL)
    session->second = kind == BD_CTL_SECRET ? bd_ctl_ask_passphrase ("The secret itself: ") : ask (colleague, TRUE);

  return session->passphrase != NULL && (!two || session->second != NULL);
}

static int
start (BdCtlSession *session)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  bd_context_start_async (session->context, session->cancellable, bd_ctl_on_done_cb, session);
  result = bd_ctl_wait (session);

  return bd_context_start_finish (session->context, result, &error) ? BD_EXIT_DONE : bd_ctl_fail (error);
}

static void
show_address_cb (const char *url,
                 gpointer    data)
{
  bd_ctl_say ("Sign in with a browser on this computer: %s", url);
}

/* The identity provider first, where the site has one. */
static int
ask_provider (BdCtlSession *session)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  if (bd_site_profile_get_identity_mode (bd_context_get_profile (session->context)) != BD_IDENTITY_OPENID)
    return BD_EXIT_DONE;

  bd_context_sign_in_openid_async (session->context, show_address_cb, NULL, session->cancellable, bd_ctl_on_done_cb, session);
  result = bd_ctl_wait (session);

  return bd_context_sign_in_openid_finish (session->context, result, &error) ? BD_EXIT_DONE : bd_ctl_fail (error);
}

static int
sign_in (BdCtlSession *session)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean openid = bd_site_profile_get_identity_mode (bd_context_get_profile (session->context)) == BD_IDENTITY_OPENID;

  bd_context_sign_in_async (session->context, openid ? NULL : session->options->user, session->passphrase,
                            session->cancellable, bd_ctl_on_done_cb, session);
  result = bd_ctl_wait (session);

  return bd_context_sign_in_finish (session->context, result, &error) ? BD_EXIT_DONE : bd_ctl_fail (error);
}

static int
check_role (BdCtlSession *session)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  bd_context_check_clinical_async (session->context, session->options->user, session->cancellable, bd_ctl_on_done_cb, session);
  result = bd_ctl_wait (session);

  return bd_context_check_clinical_finish (session->context, result, &error) ? BD_EXIT_DONE : bd_ctl_fail (error);
}

static void
sign_out (BdCtlSession *session)
{
  g_autoptr (GAsyncResult) result = NULL;

  bd_context_sign_out_async (session->context, NULL, bd_ctl_on_done_cb, session);
  result = bd_ctl_wait (session);
  bd_context_sign_out_finish (session->context, result, NULL);
}

static void
say_notes (BdCtlSession *session)
{
  GPtrArray *notes = bd_context_get_notes (session->context);

  for (guint i = 0; i < notes->len; i++)
    bd_ctl_say ("Note: %s", (char *) g_ptr_array_index (notes, i));
}

static int
run (BdCtlSession *session,
     BdCtlKind     kind,
     BdCtlAct      act,
     char        **args)
{
  int status = start (session);

  if (status == BD_EXIT_DONE)
    status = ask_provider (session);
  if (status == BD_EXIT_DONE && kind == BD_CTL_CLINICAL)
    status = check_role (session);
  if (status != BD_EXIT_DONE)
    return status;

  if (!get_passphrases (session, kind, args[0]))
    return bd_ctl_usage ("A passphrase is needed%s. Type it on a terminal, or give --passphrase-fd N.",
                         kind == BD_CTL_TWO ? " for each of the two" : kind == BD_CTL_SECRET ? ", then the secret" : "");

  status = sign_in (session);
  if (status == BD_EXIT_DONE)
    {
      status = act (session, args);
      sign_out (session);
    }
  say_notes (session);

  return status;
}

static void
session_clear (BdCtlSession *session)
{
  for (int i = 0; i < 2; i++)
    g_source_remove (session->interrupt[i]);
  g_clear_object (&session->result);
  g_clear_pointer (&session->passphrase, bd_locked_bytes_unref);
  g_clear_pointer (&session->second, bd_locked_bytes_unref);
  g_object_unref (session->context);
  g_object_unref (session->cancellable);
  g_main_loop_unref (session->loop);
}

/**
 * bd_ctl_with_session:
 * @options: as typed
 * @kind: clinical commands are refused by role before anything else; with two
 *   passphrases the first of @args names the colleague
 * @act: what to do, signed in
 * @args: for @act
 *
 * Returns: exit status
 */
int
bd_ctl_with_session (const BdCtlOptions *options,
                     BdCtlKind           kind,
                     BdCtlAct            act,
                     char              **args)
{
  BdCtlSession session = { .options = options };
  g_autoptr (BdSiteProfile) profile = NULL;
  int status = BD_EXIT_DONE;

  profile = bd_ctl_load_profile (options, &status);
  if (profile == NULL)
    return status;

  if (options->user == NULL && bd_site_profile_get_identity_mode (profile) == BD_IDENTITY_ROSTER)
    return bd_ctl_usage ("Say who you are: --as USER, an id of the site's roster.");

  session.context = bd_context_new (profile, options->data_dir);
  session.loop = g_main_loop_new (NULL, FALSE);
  session.cancellable = g_cancellable_new ();
  session.interrupt[0] = g_unix_signal_add (SIGINT, on_interrupted_cb, &session);
  session.interrupt[1] = g_unix_signal_add (SIGTERM, on_interrupted_cb, &session);
  status = run (&session, kind, act, args);
  session_clear (&session);

  return status;
}
