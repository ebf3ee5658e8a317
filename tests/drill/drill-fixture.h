/* drill-fixture.h: a drill server for one test, and calls to it over real HTTP
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
G_BEGIN_DECLS

#define NHI_URL "https%3A%2F%2Fapi.hip.digital.health.nz%2Ffhir%2Fnhi%2Fv1%2FPatient%2F"
#define ED      "FZZ999-B"
#define PRACTICE "F38006-B"

typedef struct
{
  GSubprocess *process;
  SoupSession *session;
  char        *base;
} Drill;

typedef struct
{
  guint        status;
  char        *text;
  JsonNode    *json;      /* (nullable) */
  SoupMessage *message;
  GError      *error;     /* (nullable): the call failed below HTTP */
} Answer;

char   *drill_data     (void);
void    drill_start    (Drill *self, const char *first, ...) G_GNUC_NULL_TERMINATED;
void    drill_stop     (Drill *self);
void    drill_set_up   (Drill *self, gconstpointer data);
void    drill_tear_down (Drill *self, gconstpointer data);
char   *drill_context  (const char *purpose, const char *facility);
char   *drill_base64   (const char *text);
Answer *drill_call     (Drill *self, const char *method, const char *path, const char *headers,
                        const char *type, const char *body);
Answer *drill_get      (Drill *self, const char *path);
Answer *drill_sdhr     (Drill *self, const char *type, const char *nhi, const char *purpose, const char *facility);
void    drill_fault    (Drill *self, const char *json);

void        answer_free (Answer *answer);
JsonNode   *answer_node (Answer *answer, const char *path);
const char *answer_at   (Answer *answer, const char *path);
int         answer_size (Answer *answer, const char *path);
double      answer_number (Answer *answer, const char *path);
const char *answer_header (Answer *answer, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

#define assert_status(answer, expected) \
  G_STMT_START { \
    g_assert_no_error ((answer)->error); \
    g_assert_cmpuint ((answer)->status, ==, expected); \
  } G_STMT_END
G_END_DECLS
