/* bd-application.c: options, the site profile, one window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "application/bd-application.h"

#include "shared/bd-ui.h"
#include "window/bd-window.h"

#include "bd-ui-config.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#define PASSPHRASE_MAX 1024

struct _BdApplication
{
  AdwApplication parent_instance;

  /* Owned */
  BdContext     *context;         /* (nullable) when the profile was refused */
  GSettings     *settings;        /* (nullable) when the schema is not installed */
  char          *site;
  char          *data_dir;
  char          *sign_in;         /* drill only */
  int            passphrase_fd;   /* -1: none */

  /* Borrowed */
  BdWindow      *window;          /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BdApplication, bd_application, ADW_TYPE_APPLICATION)

/* ---- signing in from the command line: the drill only ---- */

/* One line, read byte by byte, so that what follows on the descriptor stays there. */
static BdLockedBytes *
read_passphrase (int fd)
{
  g_autoptr (BdLockedBytes) buffer = bd_locked_bytes_new (PASSPHRASE_MAX);
  guint8 *data = bd_locked_bytes_get_data (buffer, NULL);
  gsize n = 0;

  while (n < PASSPHRASE_MAX && read (fd, data + n, 1) == 1 && data[n] != '\n')
    n++;

  return n > 0 ? bd_locked_bytes_new_copy (data, n) : NULL;
}

static void
on_signed_in_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (BdApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!bd_context_sign_in_finish (BD_CONTEXT (source), result, &error) && self->window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->window), "win.toast", "s", error->message);
}

static void
sign_in_if_asked (BdApplication *self)
{
  g_autoptr (BdLockedBytes) passphrase = NULL;

  if (self->sign_in == NULL || self->passphrase_fd < 0 || bd_context_get_state (self->context) != BD_CONTEXT_SIGNED_OUT ||
      bd_site_profile_get_environment (bd_context_get_profile (self->context)) != BD_ENVIRONMENT_DRILL)
    return;
  passphrase = read_passphrase (self->passphrase_fd);
  if (passphrase != NULL)
    bd_context_sign_in_async (self->context, self->sign_in, passphrase, NULL, on_signed_in_cb, g_object_ref (self));
}

/* ---- start ---- */

static void
on_started_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (BdApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = bd_context_start_finish (BD_CONTEXT (source), result, &error);

  if (self->window == NULL)
    return;
  if (ok)
    sign_in_if_asked (self);
  else
    bd_window_show_trouble (self->window, _("Bedside cannot start"), error->message);
}

static void
start (BdApplication *self)
{
  const char *path = self->site != NULL ? self->site : BD_SITE_PROFILE_DEFAULT;
  g_autoptr (GError) error = NULL;
  g_autoptr (BdSiteProfile) profile = bd_site_profile_load (path, &error);

  if (profile == NULL)
    {
      bd_window_show_trouble (self->window, _("The site profile cannot be used"), error->message);
      return;
    }
  self->context = bd_context_new (profile, self->data_dir);
  bd_window_set_context (self->window, self->context);
  bd_context_start_async (self->context, NULL, on_started_cb, g_object_ref (self));
}

/* ---- the window's size is all that is remembered outside the store ---- */

static GSettings *
find_settings (void)
{
  g_autoptr (GSettingsSchema) schema = NULL;

  if (g_settings_schema_source_get_default () != NULL)
    schema = g_settings_schema_source_lookup (g_settings_schema_source_get_default (), BD_APP_ID, TRUE);

  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

static void
restore_size (BdApplication *self)
{
  self->settings = find_settings ();
  if (self->settings == NULL)
    return;
  gtk_window_set_default_size (GTK_WINDOW (self->window), g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self->window));
}

static gboolean
on_close_request_cb (BdApplication *self)
{
  int width, height;

  if (self->settings != NULL)
    {
      gtk_window_get_default_size (GTK_WINDOW (self->window), &width, &height);
      g_settings_set_int (self->settings, "window-width", width);
      g_settings_set_int (self->settings, "window-height", height);
      g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self->window)));
    }
  self->window = NULL;

  return FALSE;
}

static void
bd_application_activate (GApplication *application)
{
  BdApplication *self = BD_APPLICATION (application);

  if (self->window == NULL)
    {
      self->window = BD_WINDOW (bd_window_new (GTK_APPLICATION (self)));
      g_signal_connect_object (self->window, "close-request", G_CALLBACK (on_close_request_cb), self, G_CONNECT_SWAPPED);
      restore_size (self);
      start (self);
    }
  gtk_window_present (GTK_WINDOW (self->window));
}

/* `bedside FILE`: one file; it waits until somebody is signed in. */
static void
bd_application_open (GApplication *application,
                     GFile       **files,
                     int           n_files,
                     const char   *hint)
{
  BdApplication *self = BD_APPLICATION (application);

  g_application_activate (application);
  if (n_files > 0)
    bd_window_open_file (self->window, files[0]);
}

static void
bd_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (bd_application_parent_class)->startup (application);

  bindtextdomain (GETTEXT_PACKAGE, BD_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  bd_ui_init ();
  bd_ui_load_style (gdk_display_get_default ());
  gtk_window_set_default_icon_name (BD_APP_ID);
}

static gint
bd_application_handle_local_options (GApplication *application,
                                     GVariantDict *options)
{
  BdApplication *self = BD_APPLICATION (application);
  gint32 fd;

  if (g_variant_dict_contains (options, "version"))
    {
      static const char version[] = "bedside " BD_VERSION "\n";

      return write (STDOUT_FILENO, version, sizeof version - 1) < 0;
    }
  g_variant_dict_lookup (options, "site", "^ay", &self->site);
  g_variant_dict_lookup (options, "data-dir", "^ay", &self->data_dir);
  g_variant_dict_lookup (options, "sign-in", "s", &self->sign_in);
  if (g_variant_dict_lookup (options, "passphrase-fd", "i", &fd))
    self->passphrase_fd = fd;

  return -1;
}

static void
bd_application_shutdown (GApplication *application)
{
  BdApplication *self = BD_APPLICATION (application);

  self->window = NULL;
  g_clear_object (&self->context);

  G_APPLICATION_CLASS (bd_application_parent_class)->shutdown (application);
}

static void
bd_application_finalize (GObject *object)
{
  BdApplication *self = BD_APPLICATION (object);

  g_clear_object (&self->context);
  g_clear_object (&self->settings);
  g_free (self->site);
  g_free (self->data_dir);
  g_free (self->sign_in);

  G_OBJECT_CLASS (bd_application_parent_class)->finalize (object);
}

static void
bd_application_class_init (BdApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = bd_application_finalize;
  application_class->activate = bd_application_activate;
  application_class->open = bd_application_open;
  application_class->startup = bd_application_startup;
  application_class->shutdown = bd_application_shutdown;
  application_class->handle_local_options = bd_application_handle_local_options;
}

static void
bd_application_init (BdApplication *self)
{
  static const GOptionEntry options[] = {
    { "site", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("The site profile to use"), N_("FILE") },
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Where this device keeps its data"), N_("DIR") },
    { "sign-in", 0, 0, G_OPTION_ARG_STRING, NULL, N_("In the drill: who signs in"), N_("USER") },
    { "passphrase-fd", 0, 0, G_OPTION_ARG_INT, NULL, N_("In the drill: where to read the passphrase"), N_("N") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Say the version and go"), NULL },
    { NULL }
  };

  self->passphrase_fd = -1;
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * bd_application_new:
 *
 * Returns: (transfer full): the application; each start is a program of its own, so that
 *   two profiles can be open side by side
 */
BdApplication *
bd_application_new (void)
{
  return g_object_new (BD_TYPE_APPLICATION, "application-id", BD_APP_ID, "flags", G_APPLICATION_NON_UNIQUE | G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", BD_UI_PATH, NULL);
}
