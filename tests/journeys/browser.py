#!/usr/bin/python3
# browser.py: signing in through the browser, when an identity provider says who is at the desk
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""The browser is this file: it follows where it is sent, and says who it is. Prints TAP."""
import os
import sys
import urllib.request

from desk import PASSPHRASE, Journey, Steps, wait_for

BUTTON = 'Use the browser to sign in'
SEARCH = 'NHI number, or name and year of birth'
FIRST, SECOND = ('hparata', 'Dr Hinemoa Parata-Ellis'), ('tfaleolo', 'Dr Tavita Faleolo')
step = Steps()


def be_the_browser(who, url):
    with open(who, encoding='utf-8') as file:
        hint = file.read()
    if not hint:             # somebody closed the page
        return
    with urllib.request.urlopen(url + '&login_hint=' + hint, timeout=20) as answer:
        answer.read()


class Browser(Journey):
    """A desktop whose browser for http is this file."""

    def __init__(self):
        applications = os.path.join(os.environ['XDG_DATA_HOME'], 'applications')
        self.who = os.path.join(os.environ['XDG_DATA_HOME'], 'who')
        os.makedirs(applications)
        with open(os.path.join(applications, 'browser.desktop'), 'w', encoding='utf-8') as file:
            file.write('[Desktop Entry]\nType=Application\nName=Browser\nMimeType=x-scheme-handler/http;\n'
                       'Exec="%s" "%s" "%s" %%u\n' % (sys.executable, os.path.abspath(__file__), self.who))
        with open(os.path.join(applications, 'mimeapps.list'), 'w', encoding='utf-8') as file:
            file.write('[Default Applications]\nx-scheme-handler/http=browser.desktop\n')
        super().__init__(sign_in=None, drill=['--identity=openid'])

    def press_the_button(self, user):
        with open(self.who, 'w', encoding='utf-8') as file:
            file.write(user)
        wait_for(lambda: self.focused() == BUTTON, 'the focus on the button')
        self.keys('Return')

    def browse(self, who):
        self.press_the_button(who[0])
        wait_for(lambda: self.says(who[1]), 'whom the browser named', 40)
        wait_for(lambda: self.focused() == 'Passphrase', 'the focus on the entry')


@step
def a_page_that_was_closed_is_given_up(j):
    wait_for(lambda: j.says(BUTTON), 'the button')
    j.focus('Bedside')
    j.press_the_button('')
    wait_for(lambda: j.focused() == 'Cancel', 'the way out')
    j.picture('browser')
    j.keys('Escape')
    wait_for(lambda: j.focused() == BUTTON, 'the focus on the button again')
    assert not j.says('Waiting for the browser.')


@step
def the_browser_says_who_it_is(j):
    j.browse(FIRST)
    assert j.says('Your first time on this device')
    j.picture('browser-passphrase')


@step
def it_was_somebody_else(j):
    j.keys('Escape')
    wait_for(lambda: j.says(BUTTON) and not j.says(FIRST[1]), 'the button again', 40)
    j.focus('Bedside')
    j.browse(SECOND)
    assert not j.says(FIRST[1])


@step
def the_passphrase_opens(j):
    j.type(PASSPHRASE)
    j.keys('Return')
    wait_for(lambda: j.focused() == 'Passphrase again', 'the second entry')
    j.type(PASSPHRASE)
    j.keys('Return')
    wait_for(lambda: j.says(SEARCH), 'home', 60)
    assert j.says(SECOND[1])


@step
def signed_out_the_device_knows_the_person(j):
    j.menu('Sign out')
    wait_for(lambda: j.says(BUTTON), 'the button', 40)
    j.focus('Bedside')
    j.browse(SECOND)
    assert j.says('Your passphrase for this device.')
    j.type(PASSPHRASE)
    j.keys('Return')
    wait_for(lambda: j.says(SEARCH), 'home', 60)


@step
def the_log_names_nobody(j):
    with open(os.path.join(j.folder, 'bedside.log'), encoding='utf-8', errors='replace') as log:
        words = log.read()
    assert 'WARNING' not in words and 'CRITICAL' not in words and 'login_hint' not in words, words


if __name__ == '__main__':
    if len(sys.argv) > 2:
        be_the_browser(sys.argv[1], sys.argv[2])
    else:
        sys.exit(step.run(Browser))
