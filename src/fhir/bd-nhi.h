/* bd-nhi.h — the NHI number: both formats, both check characters
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BD_NHI_SYSTEM "https://standards.digital.health.nz/ns/nhi-id"
#define BD_NHI_URL    "https://api.hip.digital.health.nz/fhir/nhi/v1/Patient/"

typedef enum {
  BD_NHI_EMPTY,
  BD_NHI_INCOMPLETE,    /* right so far */
  BD_NHI_BAD_FORMAT,    /* `position` says which character */
  BD_NHI_BAD_CHECK,     /* the shape is right, the check character is not */
  BD_NHI_VALID,
} BdNhiState;

typedef struct {
  BdNhiState state;
  char       value[8];   /* normalised: upper case, no spaces, no barcode prefix; "" unless BAD_CHECK or VALID */
  guint      position;   /* BAD_FORMAT: 0-based index of the wrong character in the text as typed (characters) */
  gboolean   new_format; /* AAANNAX */
  char       expected;   /* BAD_CHECK: the check character that would fit, 0 if none can */
} BdNhi;

BdNhi    bd_nhi_parse   (const char *text);
char    *bd_nhi_explain (const BdNhi *nhi, const char *typed) G_GNUC_WARN_UNUSED_RESULT; /* (nullable): sentence for people */
gboolean bd_nhi_looks_like (const char *text);  /* could this be the start of an NHI rather than a name? */

G_END_DECLS
