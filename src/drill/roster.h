/* roster.h: the invented staff
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include <glib.h>
G_BEGIN_DECLS

/**
 * BdDrillClinician:
 * @user: user id
 * @name: full name
 * @cpn: HPI person number; "" for those who have none
 * @role: clinician, clinician-emergency, privacy-officer, reception or admin
 * @facilities: HPI facility ids, divided by semicolons
 *
 * One member of the invented staff.
 */
typedef struct
{
  const char *user;
  const char *name;
  const char *cpn;
  const char *role;
  const char *facilities;
} BdDrillClinician;

const BdDrillClinician *bd_drill_roster      (guint i);
const BdDrillClinician *bd_drill_roster_find (const char *user);
gboolean                bd_drill_site_write  (const char *path, const char *base, const char *identity,
                                              const char *token, const char *resources,
                                              const char *tls_ca, GError **error);
G_END_DECLS
