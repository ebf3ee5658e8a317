/* bd-hpi.h — HPI facility, organisation and person (CPN) identifiers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BD_HPI_FACILITY_SYSTEM     "https://standards.digital.health.nz/ns/hpi-facility-id"
#define BD_HPI_ORGANISATION_SYSTEM "https://standards.digital.health.nz/ns/hpi-organisation-id"
#define BD_HPI_PERSON_SYSTEM       "https://standards.digital.health.nz/ns/hpi-person-id"

typedef enum { BD_HPI_BAD_FORMAT, BD_HPI_BAD_CHECK, BD_HPI_VALID } BdHpiState;

BdHpiState bd_hpi_check_facility     (const char *text);  /* FXXNNN-C */
BdHpiState bd_hpi_check_organisation (const char *text);  /* GXXNNN-C */
BdHpiState bd_hpi_check_cpn          (const char *text);  /* NCAAAA: format only, the check is not published */

G_END_DECLS
