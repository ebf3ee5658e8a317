#!/usr/bin/python3
# drop.py: a file dragged from another program and dropped on the window
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""The other program is this one: a window with a file to drag. The mouse is real. Prints TAP."""
import os
import subprocess
import sys
import time

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


def can_be_the_other_program():
    import gi
    try:
        gi.require_version('Gtk', '4.0')
    except ValueError:
        return False
    return True


def xdotool(*arguments):
    return subprocess.run(['xdotool', *[str(a) for a in arguments]], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          check=False).stdout.decode().split()


def drag(j, to):
    """Takes the file as a hand does, after a rest; carries it over the middle of the window in small steps, lets go."""
    source = xdotool('search', '--onlyvisible', '--name', SOURCE)[0]
    window = [w for w in j.windows() if j.title(w) == to][-1]
    xdotool('windowsize', '--sync', window, 900, 700)
    xdotool('windowmove', '--sync', source, 1000, 100)
    xdotool('windowraise', source)
    xdotool('mousemove', '--sync', 1120, 200)
    time.sleep(0.1)
    xdotool('mousedown', 1)
    time.sleep(0.1)
    for x in range(1110, 440, -25):
        xdotool('mousemove', '--sync', x, 200 + (1120 - x) // 4)
    time.sleep(0.3)          # for the window to answer that it would take it: nobody else can see that
    xdotool('mouseup', 1)


def drop(j, name, to, happened, what):
    """Hands shake on a busy machine: what does not arrive is carried again. Its owner stays meanwhile."""
    other = subprocess.Popen([sys.executable, os.path.abspath(__file__), file_of(j, name)], stdout=j.log, stderr=j.log)
    try:
        wait_for(lambda: xdotool('search', '--onlyvisible', '--name', SOURCE), 'the other window')
        for _ in range(3):
            drag(j, to)
            try:
                wait_for(happened, what, 10)
                return
            except AssertionError:
                continue
        raise AssertionError('dropped in vain: ' + what)
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
    drop(j, 'kereama-summary.json', 'Bedside', lambda: 'File' in j.titles(), 'the page of the file')
    assert j.says('Discharge summary') and j.says(UNCHECKED)
    j.picture('dropped')


@step
def dropped_on_a_file_it_takes_its_place(j):
    drop(j, 'kereama-two.json', 'File', lambda: j.says('Asthma'), 'the other file')
    wait_for(lambda: not j.says('Discharge summary'), 'the first to be gone')


@step
def refused_it_leaves_what_was_open(j):
    drop(j, 'kereama.txt', 'File', lambda: j.says('This is not a whole FHIR file in JSON.'), 'why it is refused')
    assert j.says('Asthma'), 'the file that was open went'


@step
def while_it_is_locked_nothing_is_taken(j):
    j.focus('File')
    j.keys('ctrl+l')
    wait_for(lambda: j.says('Locked'), 'the lock page')
    drop(j, 'kereama-summary.json', 'Bedside', lambda: j.says('Locked'), 'the lock page to stay')
    j.focus('Bedside')
    j.type(PASSPHRASE)
    j.keys('Return')
    wait_for(lambda: j.says(SEARCH), 'home')
    assert 'File' not in j.titles() and not j.says('Discharge summary'), 'it was taken over the lock'


if __name__ == '__main__':
    if len(sys.argv) > 1:
        be_the_other_program(sys.argv[1])
    elif can_be_the_other_program():
        sys.exit(step.run(Files))
    else:
        print('1..0 # SKIP the GTK 4 bindings for Python are not installed')
