#!/usr/bin/python3
# journey.py: one clinician's way through the real window: a person, a dead line, an emergency, a lock
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives bedside by real keys and looks at it as a screen reader does. Prints TAP."""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings

try:
    import gi
    gi.require_version('Atspi', '2.0')
    from gi.repository import Atspi
except (ImportError, ValueError):
    print('1..0 # SKIP the AT-SPI bindings for Python are not installed')
    sys.exit(0)

# Newer bindings rename what both of ours have.
warnings.filterwarnings('ignore', category=DeprecationWarning)

PASSPHRASE = 'five small kereru in a row'
NAME = 'FALEOLO, Lupe'
NOTE = 'GCS 6 after a fall, needs intubation, allergies unclear'
steps = []


def step(function):
    steps.append(function)
    return function


class Journey:
    """The drill, the window and the folders of one run."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix='bedside-journey-')
        self.site = os.path.join(self.folder, 'site.conf')
        self.drill = subprocess.Popen(
            [os.environ['BEDSIDE_DRILL'], '--people=' + os.environ['BEDSIDE_PEOPLE'], '--site-out=' + self.site],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: os.path.exists(self.site), 'the drill writes a site profile')
        reader, writer = os.pipe()
        os.write(writer, (PASSPHRASE + '\n').encode())
        os.close(writer)
        self.log = open(os.path.join(self.folder, 'bedside.log'), 'wb')
        self.app = subprocess.Popen(
            [os.environ['BEDSIDE'], '--site', self.site, '--data-dir', os.path.join(self.folder, 'data'),
             '--sign-in', 'hparata', '--passphrase-fd', str(reader)],
            pass_fds=[reader], stdout=self.log, stderr=self.log)
        os.close(reader)
        self.window = None

    def stop_drill(self):
        self.drill.kill()
        self.drill.wait()

    def close(self):
        for process in (self.app, self.drill):
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # ---- looking ----

    def root(self):
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            app = desktop.get_child_at_index(i)
            if app is not None and app.get_process_id() == self.app.pid:
                return app
        return None

    def texts(self):
        """Everything a screen reader could read now: names and contents."""
        found = []

        def walk(node, depth):
            if node is None or depth > 60:
                return
            try:
                if node.get_name():
                    found.append(node.get_name())
                text = node.get_text_iface()
                if text is not None:
                    count = Atspi.Text.get_character_count(text)
                    if count:
                        found.append(Atspi.Text.get_text(text, 0, count))
                for i in range(node.get_child_count()):
                    walk(node.get_child_at_index(i), depth + 1)
            except Exception:  # a widget that went while it was looked at
                return

        walk(self.root(), 0)
        return found

    def says(self, part):
        return any(part in text for text in self.texts())

    def find_button(self, name):
        def walk(node, depth):
            if node is None or depth > 60:
                return None
            try:
                if node.get_role_name() in ('push button', 'button', 'toggle button') and node.get_name() == name:
                    return node
                for i in range(node.get_child_count()):
                    found = walk(node.get_child_at_index(i), depth + 1)
                    if found is not None:
                        return found
            except Exception:
                return None
            return None

        return walk(self.root(), 0)

    # ---- doing ----

    def press(self, name):
        wait_for(lambda: self.find_button(name) is not None, 'a button called "%s"' % name)
        Atspi.Action.do_action(self.find_button(name).get_action_iface(), 0)

    def windows(self):
        answer = subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', str(self.app.pid)],
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        return answer.stdout.decode().split()

    def title(self, window):
        answer = subprocess.run(['xdotool', 'getwindowname', window], stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL, check=False)
        return answer.stdout.decode().strip()

    def focus(self, title):
        wait_for(lambda: any(self.title(w) == title for w in self.windows()), 'a window titled "%s"' % title)
        window = [w for w in self.windows() if self.title(w) == title][-1]
        subprocess.run(['xdotool', 'windowfocus', '--sync', window], stderr=subprocess.DEVNULL, check=False)
        time.sleep(0.2)

    def keys(self, *keys):
        for key in keys:
            subprocess.run(['xdotool', 'key', '--clearmodifiers', key], check=True)
            time.sleep(0.15)

    def type(self, text):
        subprocess.run(['xdotool', 'type', '--delay', '15', text], check=True)
        time.sleep(0.2)


def wait_for(condition, what, seconds=20):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError('waited in vain: ' + what)


@step
def home_is_signed_in(j):
    wait_for(lambda: j.says('NHI number, or name and year of birth'), 'the search')
    wait_for(lambda: j.says('Drill – invented people'), 'the frame of the drill')


@step
def number_brings_the_identity_card(j):
    j.focus('Bedside')
    j.type('zdr 1042')
    j.keys('Return')
    wait_for(lambda: j.says(NAME), 'the identity card')
    assert j.says('18-Jun-1984')


@step
def record_by_three_keys(j):
    j.keys('1', '2', 'Return')
    wait_for(lambda: j.says('Known allergies'), 'the allergy label')
    wait_for(lambda: j.says('SDHR is holding back 1 of 3 records marked confidential.'), 'the sentence of a redaction')
    wait_for(lambda: any(j.title(w) == 'Patient record' for w in j.windows()), 'a title without a name')
    assert not any('FALEOLO' in j.title(w) for w in j.windows())
    time.sleep(1)   # what may be kept is being kept


@step
def saved_copy_when_the_line_is_down(j):
    j.keys('ctrl+n')
    j.stop_drill()
    j.focus('Bedside')
    j.type('ZDR1042')
    j.keys('Return')
    wait_for(lambda: j.says('This is the saved copy of'), 'the saved identity', 30)
    j.keys('Return')
    wait_for(lambda: j.says('Known allergies'), 'the allergy label of the saved copy')
    wait_for(lambda: j.says('Saved copy of'), 'the sentence of a saved copy', 30)


@step
def emergency_access_without_a_network(j):
    j.focus('Patient record')
    j.keys('ctrl+e')
    j.focus('Emergency access')
    j.keys('1')
    j.type(NOTE)
    j.press('Continue')
    wait_for(lambda: j.says('Your own passphrase'), 'the second page')
    time.sleep(0.3)
    j.type('LF')
    j.keys('Tab')
    j.type('1984')
    j.keys('Tab')
    j.type(PASSPHRASE)
    j.press('Open restricted records')
    wait_for(lambda: not any(j.title(w) == 'Emergency access' for w in j.windows()), 'the dialog goes', 40)
    wait_for(lambda: j.says('Nothing more came') or j.says('shown under emergency access'), 'what came of it is said')
    if os.environ.get('BEDSIDE_SHOT'):
        time.sleep(1)
        subprocess.run(['import', '-window', 'root', os.environ['BEDSIDE_SHOT']], check=False)


@step
def lock_leaves_nothing(j):
    j.focus('Patient record')
    j.keys('ctrl+l')
    wait_for(lambda: j.says('Locked'), 'the lock page')
    texts = j.texts()
    for secret in (NAME, 'FALEOLO', 'ZDR1042', 'amoxicillin', '1984'):
        assert not any(secret in text for text in texts), 'still there after the lock'


@step
def unlock_comes_home(j):
    j.focus('Bedside')
    j.type(PASSPHRASE)
    j.keys('Return')
    wait_for(lambda: j.says('NHI number, or name and year of birth'), 'the search again')
    assert j.app.poll() is None


def main():
    for variable in ('BEDSIDE', 'BEDSIDE_DRILL'):
        if not os.access(os.environ.get(variable, ''), os.X_OK):
            print('1..0 # SKIP %s is not built' % variable)
            return 0
    print('1..%d' % len(steps))
    journey = Journey()
    failed = None
    try:
        for n, function in enumerate(steps, 1):
            name = function.__name__.replace('_', ' ')
            if failed is not None:
                print('not ok %d - %s # the step before it failed' % (n, name))
                continue
            try:
                function(journey)
                print('ok %d - %s' % (n, name), flush=True)
            except Exception as error:  # every failure is reported with what was on the screen
                failed = error
                print('not ok %d - %s' % (n, name))
                print('# %s: %s' % (type(error).__name__, error))
                if os.environ.get('BEDSIDE_SHOT'):
                    subprocess.run(['import', '-window', 'root', os.environ['BEDSIDE_SHOT']], check=False)
                for text in journey.texts()[:80]:
                    print('#   ' + text.replace('\n', ' / '))
                with open(os.path.join(journey.folder, 'bedside.log'), errors='replace') as log:
                    for line in log.read().splitlines()[-20:]:
                        print('# log: ' + line)
    finally:
        journey.close()
    return 1 if failed is not None else 0


if __name__ == '__main__':
    sys.exit(main())
