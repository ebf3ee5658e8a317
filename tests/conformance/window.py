"""window.py: the rows that ask what users see, read off the real window as a screen reader does

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import subprocess
import sys
import tempfile
import time

from bench import CLINICAL, EVERY_TYPE, NONE_KNOWN, Drill, Rows, Site, check

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'journeys'))
from journey import PASSPHRASE, Journey, wait_for  # noqa: E402: skips itself where it cannot run

row = Rows()


class Window(Journey):
    """The window of one device, signed in, and a drill that passes everything on through SDHR."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix='bedside-window-')
        self.services = Drill('--sdhr-resources', EVERY_TYPE)
        self.drill = self.services.process
        self.site = os.path.join(self.services.folder, 'window.conf')   # beside its roster
        Site.of(self.services.site).write(self.site)
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
        self.shown = None

    def close(self):
        super().close()
        self.services.close()

    def card(self, number, name):
        """Home, the number typed, the card of whose it is."""
        if self.shown is not None:
            self.keys('ctrl+n')
        self.shown = None
        wait_for(lambda: self.says('NHI number, or name and year of birth'), 'the search')
        self.services.forget()
        self.focus('Bedside')
        self.type(number)
        self.keys('Return')
        if number.startswith('ZMW'):      # the check character does not fit: a second Enter does not pass the warning
            wait_for(lambda: self.says('Tab and Enter to look it up anyway'), 'the warning')
            self.keys('Return')
            check(not self.says(name), 'a second Enter passed the warning')
            self.keys('Tab', 'Return')
        wait_for(lambda: self.says(name), f'the card of {name}')

    def record(self, number, name):
        """The record of a person, every source settled."""
        if self.shown == number:
            return
        self.card(number, name)
        self.keys('1', '2', 'Return')
        wait_for(lambda: any(self.title(w) == 'Patient record' for w in self.windows()), 'the record')
        wait_for(lambda: not any('asking' in text.lower() for text in self.texts()), 'every source to settle', 30)
        self.shown = number

    def must_say(self, *parts):
        for part in parts:
            wait_for(lambda: self.says(part), f'the window to say “{part}”', 10)

    def must_not_say(self, *parts):
        for part in parts:
            check(not self.says(part), f'the window says “{part}”')


@row('SRD-9', 'whose number it is stands on screen before any record is asked for')
def identity_first(w):
    w.card('ZDR1042', 'FALEOLO, Lupe')
    w.must_say('18-Jun-1984')
    asked = [r['path'] for r in w.services.requests() if r['service'] in CLINICAL]
    check(not asked, f'asked before the person was confirmed: {asked}')
    w.shown = 'card'


@row('SRD-10', 'SDHR may not hold the full record')
def may_not_be_full(w):
    w.record('ZKC7284', 'WESTBROOK, Sage')
    w.must_say('SDHR may not hold the full record', 'Known allergies (3)')


@row('SRD-21', 'the banner has the name that NHI gave')
def banner(w):
    w.record('ZKC7284', 'WESTBROOK, Sage')
    w.must_say('WESTBROOK, Sage', '05-Feb-1971')


@row('SRD-28', 'a prescription with its dispensing state')
def dispensing_state(w):
    w.record('ZKC7284', 'WESTBROOK, Sage')
    w.must_say('Salbutamol 100 mcg/dose inhaler', 'o dispensing recorded')


@row('SRD-11', 'nothing returned: said for each section')
def nothing_returned(w):
    w.record('ZLR3250', 'RUATAPU, Hemi')
    w.must_say('SDHR has no allergies recorded for this person. That is not the same as none.',
               'SDHR has no conditions recorded for this person. That is not the same as none.')


@row('MWS-Search-2', 'nothing found is not "no known allergies"')
def no_warnings(w):
    w.record('ZLR3250', 'RUATAPU, Hemi')
    w.must_say('MWS has no allergies recorded for this person. That is not the same as none.', 'Allergies not recorded')
    told = [text for text in w.texts() if NONE_KNOWN.search(text)]
    check(not told, f'the window says {told}')


@row('SRD-12', 'information withheld')
def withheld(w):
    w.record('ZDR1085', 'SINGH, Harpreet')
    w.must_say('This person asked a practice to keep some records out of SDHR. '
               'Emergency access cannot show them; ring the practice.')


@row('SRD-13', 'opted out of a domain')
def domain(w):
    w.record('ZDR1107', 'ASHBY, Rowan')
    w.must_say('This person has chosen not to share medicines through SDHR.',
               'This person has chosen not to share immunisations through SDHR.')


@row('SRD-14', 'opted out globally')
def opted_out(w):
    w.record('ZMW9001', 'TAMIHANA, Wiremu')
    w.must_say('This person has chosen not to share through SDHR.')


@row('SRD-15', 'asked to wait, and for how long')
def throttled(w):
    w.record('ZDR1140', ',')
    wait_for(lambda: any('SDHR asks us to wait' in text for text in w.texts()), 'the sentence', 10)


@row('SRD-16', 'deceased, in the banner and in each section')
def deceased(w):
    w.record('ZAT2348', 'TE KANAWA, Marama')
    w.must_say('Recorded as deceased on 18-Oct-2016. SDHR returns no records.')


@row('SRD-17', 'records of the linked numbers, each with its own')
def linked(w):
    w.record('ZZZ0024', 'LEOTA, Sione')
    w.must_say('ZZZ0016', 'Gout')
    wait_for(lambda: any('ZZZ0032' in text for text in w.texts()), 'the number of the linked record')


@row('AIR-Reader-4', 'restricted by the person')
def restricted(w):
    w.record('ZFE35PQ', 'WIKAIRE, Ngaio')
    w.must_say('This person has restricted their immunisation record.')
    w.must_not_say('AIR has no immunisations')


@row('AIR-Reader-5', 'no records, which is not restricted')
def no_immunisations(w):
    w.record('ZUA48EH', 'KIM, Ji-woo')
    w.must_say('AIR has no immunisations recorded for this person. That is not the same as none.')
    w.must_not_say('restricted their immunisation record')


@row('AIR-Reader-8', 'declined is said first')
def declined(w):
    w.record('ZKL2308', 'THORNBURY, Isla')
    w.must_say('Showing 8 of 20: those given.')      # from AIR itself, and passed on through SDHR
    w.press('10 not given')
    wait_for(lambda: any('eclined by parent' in text for text in w.texts()), 'why it was not given')


@row('delta', 'what is new carries its mark until it is dismissed')
def what_is_new(w):
    w.record('ZKC7284', 'WESTBROOK, Sage')
    w.services.record('ZKC7284', 'sdhr', {
        'resourceType': 'Condition', 'id': 'delta-window', 'code': {'text': 'Invented illness'},
        'clinicalStatus': {'coding': [{'system': 'http://terminology.hl7.org/CodeSystem/condition-clinical', 'code': 'active'}]},
        'subject': {'reference': 'https://api.hip.digital.health.nz/fhir/nhi/v1/Patient/ZKC7284'}})
    w.record('ZLR3250', 'RUATAPU, Hemi')
    w.record('ZKC7284', 'WESTBROOK, Sage')
    w.must_say('Since you last looked', '1 new', 'Invented illness', 'new since you last looked')
    w.press('Seen')
    wait_for(lambda: not w.says('since you last looked'), 'the marks to go')
    w.must_say('Invented illness')


if __name__ == '__main__':
    if not os.access(os.environ.get('BEDSIDE', ''), os.X_OK):
        print('1..0 # SKIP BEDSIDE is not built')
        sys.exit(0)
    sys.exit(row.run(Window()))
