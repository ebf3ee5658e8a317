#!/usr/bin/python3
# drop.py: a file dragged from another program and dropped on the window
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""The other program is this one: a window with a file to drag. The mouse is real. Prints TAP."""
import contextlib
import os
import subprocess
import sys

from desk import PASSPHRASE, Steps, wait_for
from files import SEARCH, UNCHECKED, Files, file_of

SOURCE = 'Files of another program'
step = Steps()


def be_the_other_program(path):
    """A window whose whole face can be dragged and is the file."""
    import gi
    gi.require_version('Gdk', '4.0')
    gi.require_version('Gtk', '4.0')
    from gi.repository import Gdk, Gio, GObject, Gtk

    def show(application):
        window = Gtk.ApplicationWindow(application=application, title=SOURCE, default_width=240, default_height=160)
        label = Gtk.Label(label='drag me')
        value = GObject.Value(Gdk.FileList, Gdk.FileList.new_from_list([Gio.File.new_for_path(path)]))
        source = Gtk.DragSource(actions=Gdk.DragAction.COPY, content=Gdk.ContentProvider.new_for_value(value))
        label.add_controller(source)
        window.set_child(label)
        window.present()

    application = Gtk.Application(flags=Gio.ApplicationFlags.NON_UNIQUE)
    application.connect('activate', show)
    application.run([])


def xdotool(*arguments):
    return subprocess.run(['xdotool', *[str(a) for a in arguments]], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          check=False).stdout.decode().split()


@contextlib.contextmanager
def dragged(j, name, to):
    """Takes the file, carries it over the middle of the window in small steps, lets go. Its owner stays meanwhile."""
    other = subprocess.Popen([sys.executable, os.path.abspath(__file__), file_of(j, name)], stdout=j.log, stderr=j.log)
    try:
        wait_for(lambda: xdotool('search', '--onlyvisible', '--name', SOURCE), 'the other window')
        source = xdotool('search', '--onlyvisible', '--name', SOURCE)[0]
        window = [w for w in j.windows() if j.title(w) == to][-1]
        xdotool('windowsize', '--sync', window, 900, 700)
        xdotool('windowmove', '--sync', source, 1000, 100)
        xdotool('windowraise', source)
        xdotool('mousemove', '--sync', 1120, 200, 'mousedown', 1)
        for x in range(1110, 440, -25):
            xdotool('mousemove', '--sync', x, 200 + (1120 - x) // 4)
        xdotool('mouseup', 1)
        yield
    finally:
        other.kill()
        other.wait()


@step
def dropped_on_home_it_is_shown(j):
    wait_for(lambda: j.says('Who is at the desk?'), 'the sign-in page')
    j.app.kill()
    j.app.wait()
    j.start()
    wait_for(lambda: j.says(SEARCH), 'home')
    with dragged(j, 'kereama-summary.json', 'Bedside'):
        wait_for(lambda: 'File' in j.titles(), 'the page of the file')
    assert j.says('Discharge summary') and j.says(UNCHECKED)
    j.picture('dropped')


@step
def dropped_on_a_file_it_takes_its_place(j):
    with dragged(j, 'kereama-two.json', 'File'):
        wait_for(lambda: j.says('Asthma'), 'the other file')
    wait_for(lambda: not j.says('Discharge summary'), 'the first to be gone')


@step
def refused_it_leaves_what_was_open(j):
    with dragged(j, 'kereama.txt', 'File'):
        wait_for(lambda: j.says('This is not a whole FHIR file in JSON.'), 'why it is refused')
    assert j.says('Asthma'), 'the file that was open went'


@step
def while_it_is_locked_nothing_is_taken(j):
    j.focus('File')
    j.keys('ctrl+l')
    wait_for(lambda: j.says('Locked'), 'the lock page')
    with dragged(j, 'kereama-summary.json', 'Bedside'):
        pass
    j.focus('Bedside')
    j.type(PASSPHRASE)
    j.keys('Return')
    wait_for(lambda: j.says(SEARCH), 'home')
    assert 'File' not in j.titles() and not j.says('Discharge summary'), 'it was taken over the lock'


if __name__ == '__main__':
    if len(sys.argv) > 1:
        be_the_other_program(sys.argv[1])
    else:
        sys.exit(step.run(Files))
