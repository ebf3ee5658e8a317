# desk.py: what every journey stands on: the drill, the real window, eyes and hands
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real keys in, the tree of a screen reader out. A journey is a list of steps; each prints a line of TAP."""
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
MENU_BEGINS = 'Open a file…'
BUTTONS = ('push button', 'button', 'toggle button')


def wait_for(condition, what, seconds=20):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError('waited in vain: ' + what)


class Journey:
    """The drill, the window and the folders of one run."""

    def __init__(self, *files, sign_in='hparata', drill=()):
        self.folder = tempfile.mkdtemp(prefix='bedside-journey-')
        self.site = os.path.join(self.folder, 'site.conf')
        self.drill = subprocess.Popen(
            [os.environ['BEDSIDE_DRILL'], '--people=' + os.environ['BEDSIDE_PEOPLE'], '--site-out=' + self.site, *drill],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: os.path.exists(self.site), 'the drill writes a site profile')
        self.log = open(os.path.join(self.folder, 'bedside.log'), 'wb')
        self.start(*files, sign_in=sign_in)

    def start(self, *files, sign_in='hparata'):
        """The program; without somebody to sign in it shows who may."""
        command = [os.environ['BEDSIDE'], '--site', self.site, '--data-dir', os.path.join(self.folder, 'data')]
        reader, writer = os.pipe()
        os.write(writer, (PASSPHRASE + '\n').encode())
        os.close(writer)
        if sign_in is not None:
            command += ['--sign-in', sign_in, '--passphrase-fd', str(reader)]
        self.app = subprocess.Popen(command + list(files), pass_fds=[reader], stdout=self.log, stderr=self.log)
        os.close(reader)

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

    def nodes(self, node=None, depth=0, last=60):
        """Everything in the tree of a screen reader; what goes while it is looked at is passed over."""
        node = self.root() if node is None else node
        if node is None:
            return
        yield node
        if depth >= last:
            return
        try:
            children = [node.get_child_at_index(i) for i in range(node.get_child_count())]
        except Exception:
            return
        for child in children:
            if child is not None:
                yield from self.nodes(child, depth + 1, last)

    def texts(self):
        """Everything a screen reader could read now: names and contents."""
        found = []
        for node in self.nodes():
            try:
                if node.get_name():
                    found.append(node.get_name())
                text = node.get_text_iface()
                count = Atspi.Text.get_character_count(text) if text is not None else 0
                if count:
                    found.append(Atspi.Text.get_text(text, 0, count))
            except Exception:  # a widget that went while it was looked at
                continue
        return found

    def says(self, part):
        return any(part in text for text in self.texts())

    def find(self, roles, name):
        for node in self.nodes():
            try:
                if node.get_role_name() in roles and node.get_name() == name:
                    return node
            except Exception:
                continue
        return None

    def find_button(self, name):
        return self.find(BUTTONS, name)

    def is_checked(self, name):
        for node in self.nodes():
            try:
                if node.get_name() == name and node.get_state_set().contains(Atspi.StateType.CHECKED):
                    return True
            except Exception:
                continue
        return False

    def focused(self):
        """What has the keyboard, by its name: each window has its own, so in the one that X gives the keys."""
        answer = subprocess.run(['xdotool', 'getwindowfocus', 'getwindowname'], stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL, check=False)
        title = answer.stdout.decode().strip()
        top = None
        for node in self.nodes(last=1):
            try:
                top = node if node.get_name() == title else top
            except Exception:  # it went while it was looked at
                continue
        for node in self.nodes(top):
            try:
                if node.get_state_set().contains(Atspi.StateType.FOCUSED):
                    return node.get_name()
            except Exception:
                continue
        return None

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

    def titles(self):
        return [self.title(window) for window in self.windows()]

    def focus(self, title):
        wait_for(lambda: title in self.titles(), 'a window titled "%s"' % title)
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

    def path(self, path):
        """Into a file dialog, which may complete what is typed before the next key comes."""
        self.type(path)
        self.keys('shift+End', 'Delete')
        wait_for(lambda: path in self.texts(), 'the path in the dialog')
        self.keys('Return')

    def menu(self, item):
        """F10, and down to the item."""
        self.keys('F10')
        wait_for(lambda: self.focused() == MENU_BEGINS, 'the menu')
        for _ in range(8):
            here = self.focused()
            if here == item:
                self.keys('Return')
                wait_for(lambda: self.focused() != item, 'the menu to go')
                return
            self.keys('Down')
            wait_for(lambda: self.focused() != here, 'the next item')
        raise AssertionError('the menu has no "%s"' % item)

    def picture(self, name):
        """For people who look: a folder in BEDSIDE_SHOTS gets the screen."""
        if os.environ.get('BEDSIDE_SHOTS'):
            time.sleep(1)
            subprocess.run(['import', '-window', 'root', os.path.join(os.environ['BEDSIDE_SHOTS'], name + '.png')], check=False)


class Steps(list):
    """The steps of a journey, in their order; the first that fails ends it."""

    def __call__(self, function):
        self.append(function)
        return function

    def tell(self, journey, error):
        """What was on the screen, and in the log."""
        print('# %s: %s' % (type(error).__name__, error))
        journey.picture('failed')
        for text in journey.texts()[-80:]:
            print('#   ' + text.replace('\n', ' / '))
        with open(os.path.join(journey.folder, 'bedside.log'), errors='replace') as log:
            for line in log.read().splitlines()[-20:]:
                print('# log: ' + line)

    def walk(self, journey):
        failed = False
        for n, function in enumerate(self, 1):
            name = function.__name__.replace('_', ' ')
            if failed:
                print('not ok %d - %s # the step before it failed' % (n, name))
                continue
            try:
                function(journey)
                print('ok %d - %s' % (n, name), flush=True)
            except Exception as error:
                failed = True
                print('not ok %d - %s' % (n, name))
                self.tell(journey, error)
        return failed

    def run(self, begin):
        for variable in ('BEDSIDE', 'BEDSIDE_DRILL'):
            if not os.access(os.environ.get(variable, ''), os.X_OK):
                print('1..0 # SKIP %s is not built' % variable)
                return 0
        print('1..%d' % len(self))
        journey = begin()
        try:
            return 1 if self.walk(journey) else 0
        finally:
            journey.close()
