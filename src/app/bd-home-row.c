/* bd-home-row.c: one line of the home screen: a person saved or opened, or a service
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-home-row-private.h"

struct _BdHomeRow
{
  GObject        parent_instance;

  BdHomeRowKind  kind;
  char          *title;
  char          *subtitle;
  char          *detail;
  char          *nhi;       /* (nullable) */
  guint          level;
};

G_DEFINE_FINAL_TYPE (BdHomeRow, bd_home_row, G_TYPE_OBJECT)

enum { PROP_0, PROP_TITLE, PROP_SUBTITLE, PROP_DETAIL, PROP_NHI, PROP_LEVEL, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void
bd_home_row_finalize (GObject *object)
{
  BdHomeRow *self = BD_HOME_ROW (object);

  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->detail);
  g_free (self->nhi);

  G_OBJECT_CLASS (bd_home_row_parent_class)->finalize (object);
}

static void
bd_home_row_get_property (GObject    *object,
                          guint       id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  BdHomeRow *self = BD_HOME_ROW (object);

  switch (id)
    {
    case PROP_TITLE:    g_value_set_string (value, self->title); break;
    case PROP_SUBTITLE: g_value_set_string (value, self->subtitle); break;
    case PROP_DETAIL:   g_value_set_string (value, self->detail); break;
    case PROP_NHI:      g_value_set_string (value, self->nhi); break;
    case PROP_LEVEL:    g_value_set_uint (value, self->level); break;
    default:            G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bd_home_row_class_init (BdHomeRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = bd_home_row_finalize;
  object_class->get_property = bd_home_row_get_property;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);
  properties[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, NULL, flags);
  properties[PROP_NHI] = g_param_spec_string ("nhi", NULL, NULL, NULL, flags);
  properties[PROP_LEVEL] = g_param_spec_uint ("level", NULL, NULL, 0, 4, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
bd_home_row_init (BdHomeRow *self)
{
}

/**
 * bd_home_row_new:
 * @kind: which list it stands in
 * @title: what it is
 * @subtitle: (nullable): more about it
 * @detail: (nullable): when, or how it is
 * @nhi: (nullable): whose it is
 * @level: 0 fine, 1 slow or old, 2 not answering, 3 not set up, 4 not asked yet, 4 not asked yet
 *
 * Returns: (transfer full): a row
 */
BdHomeRow *
bd_home_row_new (BdHomeRowKind  kind,
                 const char    *title,
                 const char    *subtitle,
                 const char    *detail,
                 const char    *nhi,
                 guint          level)
{
  BdHomeRow *self = g_object_new (BD_TYPE_HOME_ROW, NULL);

  self->kind = kind;
  self->title = g_strdup (title);
  self->subtitle = g_strdup (subtitle);
  self->detail = g_strdup (detail);
  self->nhi = g_strdup (nhi);
  self->level = level;

  return self;
}

/**
 * bd_home_row_set_detail:
 * @self: a row
 * @detail: how it is now
 * @level: as in bd_home_row_new()
 *
 * Tells only of what changed.
 */
void
bd_home_row_set_detail (BdHomeRow  *self,
                        const char *detail,
                        guint       level)
{
  if (g_strcmp0 (self->detail, detail) != 0)
    {
      g_free (self->detail);
      self->detail = g_strdup (detail);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DETAIL]);
    }

  if (self->level != level)
    {
      self->level = level;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LEVEL]);
    }
}

const char *
bd_home_row_get_title (BdHomeRow *self)
{
  g_return_val_if_fail (BD_IS_HOME_ROW (self), NULL);

  return self->title;
}

const char *
bd_home_row_get_subtitle (BdHomeRow *self)
{
  g_return_val_if_fail (BD_IS_HOME_ROW (self), NULL);

  return self->subtitle;
}

const char *
bd_home_row_get_detail (BdHomeRow *self)
{
  g_return_val_if_fail (BD_IS_HOME_ROW (self), NULL);

  return self->detail;
}

const char *
bd_home_row_get_nhi (BdHomeRow *self)
{
  g_return_val_if_fail (BD_IS_HOME_ROW (self), NULL);

  return self->nhi;
}

guint
bd_home_row_get_level (BdHomeRow *self)
{
  g_return_val_if_fail (BD_IS_HOME_ROW (self), 0);

  return self->level;
}

/**
 * bd_saved_line_free:
 * @self: (nullable): a line of the saved list
 */
void
bd_saved_line_free (BdSavedLine *self)
{
  if (self == NULL)
    return;

  g_free (self->nhi);
  g_free (self->initials);
  g_free (self->birth_year);
  g_strfreev (self->parts);
  g_strfreev (self->agreements);
  g_free (self);
}
