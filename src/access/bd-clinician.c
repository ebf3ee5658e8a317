/* bd-clinician.c: who is signed in, as the site says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-clinician.h"

typedef struct
{
  BdClinician     public;
  gatomicrefcount ref_count;
} Clinician;

G_DEFINE_BOXED_TYPE (BdClinician, bd_clinician, bd_clinician_ref, bd_clinician_unref)

static const char *const role_names[] = { "clinician", "clinician-emergency", "privacy-officer", "reception", "admin" };
G_STATIC_ASSERT (G_N_ELEMENTS (role_names) == BD_N_ROLES);

/**
 * bd_role_to_string:
 * @role: a role
 *
 * Returns: the role as the site profile writes it
 */
const char *
bd_role_to_string (BdRole role)
{
  g_return_val_if_fail (role < BD_N_ROLES, NULL);

  return role_names[role];
}

/**
 * bd_role_from_string:
 * @text: (nullable): a role as the site profile writes it
 * @role: (out): the role
 *
 * Returns: %FALSE for a role Bedside does not know; there is no role by default
 */
gboolean
bd_role_from_string (const char *text,
                     BdRole     *role)
{
  g_return_val_if_fail (role != NULL, FALSE);

  for (int i = 0; i < BD_N_ROLES; i++)
    if (g_strcmp0 (text, role_names[i]) == 0)
      {
        *role = i;
        return TRUE;
      }

  return FALSE;
}

/**
 * bd_role_is_clinical:
 * @role: a role
 *
 * Returns: whether the role may see clinical data (SDHR guide 1.1, viewer requirement SRD-6)
 */
gboolean
bd_role_is_clinical (BdRole role)
{
  return role == BD_ROLE_CLINICIAN || role == BD_ROLE_CLINICIAN_EMERGENCY;
}

static const char *
peek_assigned (GStrv       facilities,
               const char *facility)
{
  if (facility != NULL && g_strv_contains ((const char *const *)facilities, facility))
    return facility;

  return facilities[0];
}

/**
 * bd_clinician_new:
 * @user_id: the id at the identity provider
 * @full_name: the name
 * @cpn: (nullable): HPI person id
 * @role: the role
 * @organisation: (nullable): HPI organisation id
 * @facilities: (nullable): HPI facility ids the site assigned
 * @facility: (nullable): the one in use; any that is not assigned gives way to the first that is
 *
 * Returns: (transfer full): a clinician, never changed after this
 */
BdClinician *
bd_clinician_new (const char        *user_id,
                  const char        *full_name,
                  const char        *cpn,
                  BdRole             role,
                  const char        *organisation,
                  const char *const *facilities,
                  const char        *facility)
{
  Clinician *self;

  g_return_val_if_fail (user_id != NULL && full_name != NULL, NULL);
  g_return_val_if_fail (role < BD_N_ROLES, NULL);

  self = g_new0 (Clinician, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->public.user_id = g_strdup (user_id);
  self->public.full_name = g_strdup (full_name);
  self->public.cpn = g_strdup (cpn);
  self->public.role = role;
  self->public.organisation = g_strdup (organisation);
  self->public.facilities = facilities != NULL ? g_strdupv ((GStrv)facilities) : g_new0 (char *, 1);
  self->public.facility = g_strdup (peek_assigned (self->public.facilities, facility));

  return &self->public;
}

/**
 * bd_clinician_ref:
 * @self: a clinician
 *
 * Returns: (transfer full): @self
 */
BdClinician *
bd_clinician_ref (BdClinician *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&((Clinician *)self)->ref_count);
  return self;
}

/**
 * bd_clinician_unref:
 * @self: (transfer full): a clinician
 */
void
bd_clinician_unref (BdClinician *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&((Clinician *)self)->ref_count))
    return;

  g_free (self->user_id);
  g_free (self->full_name);
  g_free (self->cpn);
  g_free (self->organisation);
  g_strfreev (self->facilities);
  g_free (self->facility);
  g_free (self);
}
