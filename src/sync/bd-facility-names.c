/* bd-facility-names.c: names of facilities from HPI, beside the answer and never before it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-facility-names.h"

#include "bd-hpi.h"
#include "bd-json.h"
#include "bd-services-private.h"

#define MAX_ASKED    100            /* a site's plan at HPI is small */
#define MAX_AT_ONCE  4
#define MAX_BODY     (256 * 1024)   /* small enough to be parsed where we are */

struct _BdFacilityNames
{
  GObject       parent_instance;

  /* Owned */
  BdServices   *services;
  BdTicket     *ticket;       /* (nullable) the latest */
  GHashTable   *asked;        /* ids that were asked for */
  GQueue        waiting;      /* (element-type utf8) owned by `asked` */
  GCancellable *cancellable;

  guint         n_open;
};

G_DEFINE_FINAL_TYPE (BdFacilityNames, bd_facility_names, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

typedef struct { BdFacilityNames *self; const char *id; } Question;

static void ask_next (BdFacilityNames *self);

static char *
read_name (BdReply *reply)
{
  g_autoptr (BdJson) json = NULL;

  if (!bd_reply_is_success (reply) || g_bytes_get_size (reply->body) > MAX_BODY)
    return NULL;
  json = bd_json_parse (reply->body, NULL);
  if (json == NULL)
    return NULL;

  return g_strdup (bd_json_get_string (bd_json_root (json), "name"));
}

static void
on_read_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Question *question = user_data;
  g_autoptr (BdFacilityNames) self = question->self;
  g_autoptr (BdReply) reply = bd_service_finish (BD_SERVICE (source), result, NULL);
  g_autofree char *name = reply != NULL ? read_name (reply) : NULL;

  self->n_open--;
  if (name != NULL)
    {
      bd_services_set_facility_name (self->services, question->id, name);
      g_signal_emit (self, signals[CHANGED], 0);
    }
  g_free (question);
  ask_next (self);
}

static void
ask_next (BdFacilityNames *self)
{
  BdService *hpi = bd_services_peek (self->services, BD_SOURCE_HPI);

  while (hpi != NULL && self->n_open < MAX_AT_ONCE && !g_queue_is_empty (&self->waiting) &&
         !g_cancellable_is_cancelled (self->cancellable))
    {
      Question *question = g_new0 (Question, 1);

      question->self = g_object_ref (self);
      question->id = g_queue_pop_head (&self->waiting);
      self->n_open++;
      bd_service_read_async (hpi, self->ticket, "Location", question->id, self->cancellable, on_read_cb, question);
    }
}

static void
bd_facility_names_finalize (GObject *object)
{
  BdFacilityNames *self = BD_FACILITY_NAMES (object);

  g_queue_clear (&self->waiting);
  g_hash_table_unref (self->asked);
  g_clear_object (&self->services);
  g_clear_object (&self->ticket);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (bd_facility_names_parent_class)->finalize (object);
}

static void
bd_facility_names_class_init (BdFacilityNamesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bd_facility_names_finalize;

  signals[CHANGED] = g_signal_new ("changed", BD_TYPE_FACILITY_NAMES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
bd_facility_names_init (BdFacilityNames *self)
{
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->waiting);
  self->cancellable = g_cancellable_new ();
}

BdFacilityNames *
bd_facility_names_new (BdServices *services)
{
  BdFacilityNames *self = g_object_new (BD_TYPE_FACILITY_NAMES, NULL);

  self->services = g_object_ref (services);

  return self;
}

/**
 * bd_facility_names_want:
 * @self: the names
 * @ticket: a valid ticket
 * @entries: (element-type BdEntry): entries whose facilities are to have names
 *
 * Asks HPI for names that are not known yet. Only what has the shape of a facility id is asked for; its check
 * character is not insisted on, since some in use do not fit (HPI guide 1.4.10).
 */
void
bd_facility_names_want (BdFacilityNames *self,
                        BdTicket        *ticket,
                        GPtrArray       *entries)
{
  const char *last = NULL;

  if (bd_services_peek (self->services, BD_SOURCE_HPI) == NULL)
    return;

  g_set_object (&self->ticket, ticket);
  for (guint i = 0; i < entries->len && g_hash_table_size (self->asked) < MAX_ASKED; i++)
    {
      const char *id = bd_entry_peek (g_ptr_array_index (entries, i))->facility;
      char *copy;

      if (id == NULL || g_strcmp0 (id, last) == 0)
        continue;
      last = id;
      if (bd_hpi_check_facility (id) == BD_HPI_BAD_FORMAT || g_hash_table_contains (self->asked, id) ||
          bd_services_peek_facility_name (self->services, id) != NULL)
        continue;
      copy = g_strdup (id);
      g_hash_table_add (self->asked, copy);
      g_queue_push_tail (&self->waiting, copy);
    }
  ask_next (self);
}

void
bd_facility_names_stop (BdFacilityNames *self)
{
  g_cancellable_cancel (self->cancellable);
}
