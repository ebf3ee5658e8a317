/* drill-fixture.c: a drill server for one test, and calls to it over real HTTP
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "drill-fixture.h"

#include <stdarg.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

/* Folder of the invented people, in the source tree. */
char *
drill_data (void)
{
  return g_test_build_filename (G_TEST_DIST, "..", "data", "drill", NULL);
}

static char *
read_line (GSubprocess *process)
{
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (lines, NULL, NULL, &error);

  g_assert_no_error (error);
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);

  return line;
}

/* A test that fails must not leave its server behind. */
static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

/* Starts the server with these further arguments and reads its one line. */
void
drill_start (Drill      *self,
             const char *first,
             ...)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *people = drill_data ();
  g_autofree char *line = NULL;
  va_list args;

  g_ptr_array_add (argv, (char *) g_getenv ("BEDSIDE_DRILL"));
  g_ptr_array_add (argv, (char *) "--people");
  g_ptr_array_add (argv, people);
  va_start (args, first);
  for (const char *arg = first; arg != NULL; arg = va_arg (args, const char *))
    g_ptr_array_add (argv, (char *) arg);
  va_end (args);
  g_ptr_array_add (argv, NULL);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  self->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);
  line = read_line (self->process);
  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "Drill listening on http"));
  self->base = g_strdup (line + strlen ("Drill listening on "));
  self->session = soup_session_new_with_options ("timeout", 20, "max-conns-per-host", 4, NULL);
}

/* Ends the server as a user would, and expects it to end well. */
void
drill_stop (Drill *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->session);
  g_subprocess_send_signal (self->process, SIGTERM);
  g_subprocess_wait_check (self->process, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&self->process);
  g_clear_pointer (&self->base, g_free);
}

void
drill_set_up (Drill        *self,
              gconstpointer data)
{
  drill_start (self, data, NULL);
}

void
drill_tear_down (Drill        *self,
                 gconstpointer data)
{
  drill_stop (self);
}

char *
drill_base64 (const char *text)
{
  return g_base64_encode ((const guchar *) text, strlen (text));
}

/* A right Request-Context of a clinician. */
char *
drill_context (const char *purpose,
               const char *facility)
{
  g_autofree char *json = g_strdup_printf (
    "{\"userIdentifier\":\"hparata\",\"userFullName\":\"Dr Hinemoa Parata-Ellis\",\"userRole\":\"PROV\","
    "\"secondaryIdentifier\":{\"use\":\"official\",\"system\":\"https://standards.digital.health.nz/ns/hpi-person-id\","
    "\"value\":\"91ZZXN\"},\"purposeOfUse\":[\"%s\"],\"orgIdentifier\":\"G00001-G\",\"facilityIdentifier\":\"%s\"}",
    purpose, facility);

  return drill_base64 (json);
}

static void
set_headers (SoupMessage *message,
             const char  *headers)
{
  g_auto (GStrv) lines = g_strsplit (headers != NULL ? headers : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *colon = strstr (lines[i], ": ");

      if (colon == NULL)
        continue;
      *colon = '\0';
      soup_message_headers_replace (soup_message_get_request_headers (message), lines[i], colon + 2);
    }
}

/* Calls, and reads the whole answer. Headers are "Name: value" lines. */
Answer *
drill_call (Drill      *self,
            const char *method,
            const char *path,
            const char *headers,
            const char *type,
            const char *body)
{
  Answer *answer = g_new0 (Answer, 1);
  g_autofree char *url = path[0] == '/' ? g_strconcat (self->base, path, NULL) : g_strdup (path);
  g_autoptr (GBytes) bytes = NULL;

  answer->message = soup_message_new (method, url);
  g_assert_nonnull (answer->message);
  soup_message_add_flags (answer->message, SOUP_MESSAGE_NO_REDIRECT);
  set_headers (answer->message, headers);
  if (body != NULL)
    {
      g_autoptr (GBytes) sent = g_bytes_new (body, strlen (body));

      soup_message_set_request_body_from_bytes (answer->message, type, sent);
    }
  bytes = soup_session_send_and_read (self->session, answer->message, NULL, &answer->error);
  answer->status = soup_message_get_status (answer->message);
  if (bytes != NULL)
    {
      gsize n = g_bytes_get_size (bytes);   /* an empty body has no data at all */

      answer->text = n > 0 ? g_strndup (g_bytes_get_data (bytes, NULL), n) : g_strdup ("");
      answer->json = answer->text[0] == '{' ? json_from_string (answer->text, NULL) : NULL;
    }

  return answer;
}

/* A call with every header any service asks for. */
Answer *
drill_get (Drill      *self,
           const char *path)
{
  g_autofree char *context = drill_context ("TREAT", PRACTICE);
  g_autofree char *headers = g_strconcat ("userid: 91ZZXN\nX-Correlation-Id: test\nRequest-Context: ", context, NULL);

  return drill_call (self, "GET", path, headers, NULL, NULL);
}

Answer *
drill_sdhr (Drill      *self,
            const char *type,
            const char *nhi,
            const char *purpose,
            const char *facility)
{
  g_autofree char *context = drill_context (purpose, facility);
  g_autofree char *headers = g_strconcat ("Request-Context: ", context, NULL);
  g_autofree char *path = g_strconcat ("/sdhr/", type, "?patient=" NHI_URL, nhi, NULL);

  return drill_call (self, "GET", path, headers, NULL, NULL);
}

void
drill_fault (Drill      *self,
             const char *json)
{
  g_autoptr (Answer) answer = drill_call (self, "POST", "/drill/fault", NULL, "application/json", json);

  assert_status (answer, 200);
}

void
answer_free (Answer *answer)
{
  g_free (answer->text);
  g_clear_pointer (&answer->json, json_node_unref);
  g_clear_object (&answer->message);
  g_clear_error (&answer->error);
  g_free (answer);
}

/* "entry.0.resource.id": members and places, or %NULL if the way ends early. */
JsonNode *
answer_node (Answer     *answer,
             const char *path)
{
  g_auto (GStrv) steps = g_strsplit (path, ".", -1);
  JsonNode *node = answer->json;

  for (guint i = 0; node != NULL && steps[i] != NULL; i++)
    if (JSON_NODE_HOLDS_ARRAY (node))
      {
        guint place = (guint) atoi (steps[i]);
        JsonArray *array = json_node_get_array (node);

        node = place < json_array_get_length (array) ? json_array_get_element (array, place) : NULL;
      }
    else
      node = JSON_NODE_HOLDS_OBJECT (node) ? json_object_get_member (json_node_get_object (node), steps[i]) : NULL;

  return node;
}

const char *
answer_at (Answer     *answer,
           const char *path)
{
  JsonNode *node = answer_node (answer, path);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
         ? json_node_get_string (node) : NULL;
}

/* Elements of a list; 0 if there is none. */
int
answer_size (Answer     *answer,
             const char *path)
{
  JsonNode *node = answer_node (answer, path);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? (int) json_array_get_length (json_node_get_array (node)) : 0;
}

double
answer_number (Answer     *answer,
               const char *path)
{
  JsonNode *node = answer_node (answer, path);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : -1;
}

const char *
answer_header (Answer     *answer,
               const char *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (answer->message), name);
}
