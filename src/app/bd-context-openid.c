/* bd-context-openid.c: who the site's identity provider says is here
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-context-private.h"

#include "bd-oidc.h"

static GStrv
facilities_of (BdSiteProfile *profile,
               const char    *claim)
{
  g_auto (GStrv) named = g_strsplit_set (claim != NULL ? claim : "", "; ,", -1);
  g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();

  for (int i = 0; named[i] != NULL; i++)
    if (g_strv_contains (bd_site_profile_get_facilities (profile), named[i]))
      g_strv_builder_add (kept, named[i]);

  return g_strv_builder_end (kept);
}

/**
 * bd_clinician_new_from_claims:
 * @profile: the site
 * @claims: (element-type utf8 utf8): as the identity provider gave them
 * @error: return location for an error
 *
 * Takes CPN, role and facilities from the provider alone (SDHR guide 1.1 draft,
 * SRD-3, SRD-4); of the facilities only those of this site.
 *
 * Returns: (transfer full) (nullable): who it is; %NULL with %BD_APP_ERROR_SIGN_IN
 */
BdClinician *
bd_clinician_new_from_claims (BdSiteProfile  *profile,
                              GHashTable     *claims,
                              GError        **error)
{
  const BdOpenIdSettings *names = bd_site_profile_get_openid (profile);
  const char *user_id = g_hash_table_lookup (claims, names->claim_user_id);
  const char *full_name = g_hash_table_lookup (claims, names->claim_name);
  const char *roles = g_hash_table_lookup (claims, names->claim_role);
  g_auto (GStrv) facilities = facilities_of (profile, g_hash_table_lookup (claims, names->claim_facilities));
  g_auto (GStrv) words = g_strsplit (roles != NULL ? roles : "", ";", -1);
  BdRole role = BD_N_ROLES;

  for (int i = 0; words[i] != NULL && role == BD_N_ROLES; i++)
    if (!bd_role_from_string (g_strstrip (words[i]), &role))
      role = BD_N_ROLES;

  if (user_id == NULL || *user_id == '\0' || full_name == NULL || role == BD_N_ROLES)
    {
      g_set_error_literal (error, BD_APP_ERROR, BD_APP_ERROR_SIGN_IN,
                           "The identity provider did not say who this is in a way this site understands (user id, name, "
                           "role). An administrator can check the Claim settings of the site profile.");
      return NULL;
    }

  return bd_clinician_new (user_id, full_name, g_hash_table_lookup (claims, names->claim_cpn), role,
                           bd_site_profile_get_organisation (profile), (const char *const *) facilities, NULL);
}

static void
on_signed_in_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  g_autoptr (GTask) task = data;
  BdContext *self = g_task_get_source_object (task);
  g_autoptr (BdOidcResult) answer = NULL;
  BdClinician *clinician;
  GError *error = NULL;

  answer = bd_oidc_sign_in_finish (result, &error);
  if (answer == NULL)
    {
      g_task_return_error (task, bd_app_error_take (error));
      return;
    }

  clinician = bd_clinician_new_from_claims (self->profile, answer->claims, &error);
  if (clinician == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_clear_pointer (&self->clinician, bd_clinician_unref);
  self->clinician = clinician;
  if (bd_site_profile_get_token_mode (self->profile) == BD_TOKEN_SIGNED_IN_USER)
    bd_context_build_services (self, g_object_ref (answer->tokens));
  bd_context_set_state (self, BD_CONTEXT_NEEDS_PASSPHRASE);
  g_task_return_boolean (task, TRUE);
}

/**
 * bd_context_sign_in_openid_async:
 * @self: a context, signed out
 * @open: shows an address in the system browser
 * @open_data: for @open; must stay until @callback
 * @cancellable: (nullable): to give up
 * @callback: called when the browser came back
 * @user_data: for @callback
 *
 * The browser first; then bd_context_sign_in_async() with no user id.
 */
void
bd_context_sign_in_openid_async (BdContext           *self,
                                 BdOpenUrlFunc        open,
                                 gpointer             open_data,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  const BdOpenIdSettings *openid;
  GTask *task;

  g_return_if_fail (BD_IS_CONTEXT (self));
  g_return_if_fail (open != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, bd_context_sign_in_openid_async);
  if (bd_site_profile_get_identity_mode (self->profile) != BD_IDENTITY_OPENID || self->state != BD_CONTEXT_SIGNED_OUT)
    {
      g_task_return_new_error (task, BD_APP_ERROR, BD_APP_ERROR_SIGN_IN, "This site signs in with a roster, or somebody is here.");
      g_object_unref (task);
      return;
    }

  openid = bd_site_profile_get_openid (self->profile);
  bd_oidc_sign_in_async (openid->issuer, openid->client_id, openid->scopes, NULL, open, open_data, cancellable,
                         on_signed_in_cb, task);
}

/**
 * bd_context_sign_in_openid_finish:
 * @self: a context
 * @result: as given to the callback
 * @error: return location for an error
 *
 * Returns: %TRUE in state %BD_CONTEXT_NEEDS_PASSPHRASE; %FALSE with %BD_APP_ERROR_SIGN_IN
 */
gboolean
bd_context_sign_in_openid_finish (BdContext     *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, bd_context_sign_in_openid_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
