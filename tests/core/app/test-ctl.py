"""test-ctl.py: the real bedsidectl: what each command takes, prints and ends with

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import tempfile
import termios
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CTL = os.environ['BEDSIDECTL']
EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', '..', 'data', 'site')
PASS = 'kererū flies over'
CANARY = 'CANARYSUBSTANCE'
NHI_SYSTEM = 'https://standards.digital.health.nz/ns/nhi-id'
PEOPLE = {'ZKC7284': 'WESTBROOK', 'ZLR3250': 'ARMITAGE'}


class Clinic(BaseHTTPRequestHandler):
    """A plain FHIR R4 server: people, and one allergy each."""

    def do_GET(self):
        time.sleep(self.server.delay)
        kind, _, rest = self.path[len('/fhir/'):].partition('?')
        nhi = kind.partition('/')[2]
        if nhi in PEOPLE:
            body = {'resourceType': 'Patient', 'id': nhi, 'birthDate': '1971-02-05', 'gender': 'female',
                    'name': [{'family': PEOPLE[nhi], 'given': ['Sage']}]}
        elif kind == 'AllergyIntolerance':
            nhi = next((n for n in PEOPLE if n in rest), 'ZZZ0016')
            body = {'resourceType': 'Bundle', 'type': 'searchset', 'total': 1, 'entry': [{'resource': {
                'resourceType': 'AllergyIntolerance', 'id': 'a1', 'code': {'text': CANARY},
                'patient': {'reference': 'Patient/' + nhi}}}]}
        elif kind == 'Patient':
            body = {'resourceType': 'Bundle', 'type': 'searchset', 'total': 0}
        else:
            body = None
        self.answer(body)

    def do_POST(self):
        """Patient/$match for certain matches alone, where the server knows it."""
        question = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        self.server.questions.append(question)
        self.answer(self.validate(question) if self.server.validates and self.path == '/fhir/Patient/$match' else None)

    @staticmethod
    def validate(question):
        patient = question['parameter'][0]['resource']
        asked, family = patient['identifier'][0]['value'], patient['name'][0]['family']
        live = {'ZAA0962': 'ZKC7284'}.get(asked, asked)
        answer = {'resourceType': 'Bundle', 'type': 'searchset'}
        if PEOPLE.get(live) == family.upper():
            numbers = [{'use': 'official', 'system': NHI_SYSTEM, 'value': live}]
            numbers += [{'use': 'old', 'system': NHI_SYSTEM, 'value': asked}] if live != asked else []
            answer['entry'] = [{'resource': {'resourceType': 'Patient', 'id': live, 'identifier': numbers}, 'search': {'score': 97}}]
        return answer

    def answer(self, body):
        data = json.dumps(body or {'resourceType': 'OperationOutcome', 'issue': [{'severity': 'error', 'code': 'not-found'}]})
        self.send_response(200 if body else 404)
        self.send_header('Content-Type', 'application/fhir+json')
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data.encode())

    def log_message(self, *words):
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, request, address):
        """A client that was interrupted is no error here."""


class Desk:
    """A server, a site that names it, and a data folder."""

    def __init__(self, retention='none', keys=''):
        self.folder = tempfile.mkdtemp(prefix='bd-ctl-')
        self.site = os.path.join(self.folder, 'site.conf')
        self.data = os.path.join(self.folder, 'data')
        self.server = Server(('127.0.0.1', 0), Clinic)
        self.server.delay = 0
        self.server.validates = True
        self.server.questions = []
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        url = f'http://127.0.0.1:{self.server.server_port}/fhir'
        with open(self.site, 'w') as file:
            file.write(f'[Site]\nName=Clinic\nOrganisation=G00001-G\nFacilities=FZZ999-B\n'
                       f'Environment={"uat" if keys else "drill"}\n'
                       f'[Service nhi]\nUrl={url}\nRetention={retention}\nAgreement=test\n'
                       f'[Service sdhr]\nUrl={url}\nResources=AllergyIntolerance\nPatientParameter=reference\n'
                       f'Retention={retention}\nAgreement=test\n'
                       f'[Identity]\nMode=roster\nRoster=roster.conf\n[Access]\nOfficerKeys={keys}\n')
        with open(os.path.join(self.folder, 'roster.conf'), 'w') as file:
            for user, role in (('tui', 'clinician'), ('ruru', 'clinician'), ('desk', 'reception'), ('weka', 'privacy-officer')):
                file.write(f'[Clinician {user}]\nFullName={user.title()} Example\nCPN=99ZZZS\nRole={role}\nFacilities=FZZ999-B\n')

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.stop()
        shutil.rmtree(self.folder)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def command(self, *args, user='tui'):
        return [CTL, '--site', self.site, '--data-dir', self.data, '--as', user, '--passphrase-fd', '0', *args]

    def run(self, *args, user='tui', lines=(PASS,), want=0):
        run = subprocess.run(self.command(*args, user=user), input='\n'.join(lines) + '\n', capture_output=True, text=True,
                             timeout=90)
        same(run.returncode, want, f'status of {args}: {run.stderr}')
        for name in PEOPLE.values():
            lacks(run.stderr, name)
        lacks(run.stderr, 'CRITICAL')
        return run

    def summary(self, *args, want=0, **how):
        run = self.run('summary', *args, '--json', want=want, **how)
        return json.loads(run.stdout)

    def disk_holds(self, text):
        for folder, _, names in os.walk(self.data):
            for name in names:
                with open(os.path.join(folder, name), 'rb') as file:
                    if text.encode() in file.read():
                        return True
        return False


def same(have, want, what=''):
    assert have == want, f'{what}: have {have!r}, wanted {want!r}'


def lacks(text, part):
    assert part not in text, f'{part!r} stands in {text!r}'


def plain(*args, want=0):
    run = subprocess.run([CTL, *args], capture_output=True, text=True, timeout=60)
    same(run.returncode, want, f'status of {args}: {run.stderr}')
    return run


def test_usage():
    for args in ([], ['sumary'], ['--nonsense'], ['summary'], ['summary', 'ZKC7284'], ['summary', 'A', 'B', '--reason', 'LR1'],
                 ['summary', 'ZKC7284', '--reason', 'XX'], ['summary', 'ZKC7284', '--reason', 'LR1', '--identified-by', 'aura'],
                 ['match'], ['match', '--name', 'X'], ['match', '--nhi', 'ZKC7284'], ['match', '--nhi', 'ZKC7284', '--born', '1971'],
                 ['save', 'ZKC7284', '--reason', 'LR1', '--nhi', 'ZLR3250'], ['read'], ['read', '--reason', 'LR1', 'x'], ['save', '--reason', 'LR1'],
                 ['save', 'ZKC7284'], ['save', 'ZKC7284', '--reason', 'BG1'], ['store'], ['store', 'burn'], ['audit'],
                 ['export', 'ZKC7284'], ['export', 'ZKC7284', '--reason', 'PR1'], ['export', '--out', 'x', '--reason', 'PR1'],
                 ['summary', 'ZKC7284', '--reason', 'PR1', '--out', 'x'], ['audit', 'list'], ['site'], ['device', 'add'], ['secret', 'get', 'x'],
                 ['summary', 'ZKC7284', '--reason', 'LR1', '--timeout', '0']):
        run = plain(*args, want=2)
        same(run.stdout, '', 'stdout')
        assert 'Try' in run.stderr, run.stderr
    assert 'Did you mean summary?' in plain('sumary', want=2).stderr
    assert 'Exit status' in plain('--help').stdout


def test_site():
    for name in ('uat.conf', 'plain-fhir.conf'):
        answer = json.loads(plain('site', 'check', os.path.join(EXAMPLES, name), '--json').stdout)
        same((answer['ok'], [r for r in answer['remarks'] if r['level'] != 'note']), (True, []), name)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'site.conf')
        shutil.copy(os.path.join(EXAMPLES, 'production.conf'), path)
        os.chmod(path, 0o644)
        answer = json.loads(plain('site', 'check', path, '--json', want=0 if os.getuid() == 0 else 3).stdout)
        same(answer['ok'], os.getuid() == 0, 'a production profile is owned by root')
        os.chmod(path, 0o666)
        plain('site', 'check', path, want=3)
        plain('--site', path, '--as', 'x', 'store', 'list', want=3)
        plain('site', 'check', os.path.join(folder, 'none.conf'), want=7)
        plain('--site', os.path.join(folder, 'none.conf'), '--as', 'x', 'store', 'list', want=7)


def test_read():
    with tempfile.TemporaryDirectory() as folder:
        good, bad = os.path.join(folder, 'good.json'), os.path.join(folder, 'bad.json')
        with open(good, 'w') as file:
            json.dump({'resourceType': 'Condition', 'id': 'c', 'code': {'text': 'Asthma'}}, file)
        with open(bad, 'w') as file:
            file.write('<html>')
        same(json.loads(plain('read', good, '--json').stdout)['files'][0]['entries'][0]['title'], 'Asthma', 'title')
        files = json.loads(plain('read', bad, good, '--json', want=7).stdout)['files']
        same([f['error'] is None for f in files], [False, True], 'errors')


def test_refusals():
    with Desk() as desk:
        desk.run('summary', 'ZKC', '--reason', 'LR1', want=2)
        desk.run('summary', 'ZZZ0016', '--reason', 'LR1', want=4)
        desk.run('summary', 'ZKC7284', '--reason', 'LR3', want=3)
        desk.run('summary', 'ZKC7284', '--reason', 'BG1', '--note', 'too short', want=3)
        desk.run('summary', 'ZKC7284', '--reason', 'BG1', '--note', 'Found unconscious at home', '--initials', 'XX',
                 '--birth-year', '1971', want=3)
        desk.run('summary', 'ZKC7284', '--reason', 'LR1', user='nobody', want=3)
        same(desk.run('summary', 'ZKC7284', '--reason', 'LR1', user='desk', want=3).stdout, '', 'SRD-6')
        desk.run('save', 'ZKC7284', '--reason', 'LR1', want=3)
        desk.run('store', 'list', lines=('not this one',), want=6)
        desk.run('store', 'list', user='ruru', want=6)
        desk.run('device', 'add', 'ruru', lines=(PASS, 'tuatara basks'))
        desk.run('store', 'list', user='ruru', lines=('tuatara basks',))
        desk.run('secret', 'set', 'sdhr key', lines=(PASS, 'value'), want=3)


def test_retention_none():
    with Desk('none') as desk:
        s = desk.summary('ZKC7284', '--reason', 'LR1', '--identified-by', 'wristband')
        same(s['patient']['family'], 'WESTBROOK', 'family')
        same((s['access']['purpose'], s['access']['reason'], s['access']['identifiedBy']), ('TREAT', 'LR1', 'wristband'), 'access')
        section = next(x for x in s['sections'] if x['name'] == 'allergies')
        same([x['name'] for x in s['sections']], ['allergies', 'conditions', 'medicines', 'observations', 'immunisations',
                                                  'encounters', 'consents'], 'sections')
        source = next(x for x in section['sources'] if x['source'] == 'sdhr')
        same((source['state'], source['httpStatus'], source['total'], source['received'], source['savedAt']),
             ('whole', 200, 1, 1, None), 'ledger')
        same([e['title'] for e in section['entries']], [CANARY], 'entries')
        same((s['allergyLabel']['kind'], s['allergyLabel']['count']), ('known', 1), 'label')
        same((desk.disk_holds(CANARY), desk.disk_holds('WESTBROOK')), (False, False), 'SRD-7: on the disk')
        same(json.loads(desk.run('store', 'list', '--json').stdout)['people'], [], 'saved')
        same(desk.run('summary', 'ZKC7284', '--reason', 'LR1', '--offline', want=5).stdout, '', 'offline')


def test_copies():
    with Desk('72h') as desk:
        saved = json.loads(desk.run('save', 'ZKC7284', '--reason', 'LR2', '--json').stdout)['people']
        same([(p['nhi'], p['saved'], p['parts']) for p in saved], [('ZKC7284', True, ['allergies sdhr'])], 'saved')
        same((desk.disk_holds(CANARY), desk.disk_holds('WESTBROOK')), (False, False), 'readable on the disk')
        desk.stop()
        for more in ([], ['--offline']):
            s = desk.summary('ZKC7284', '--reason', 'LR1', *more)
            source = next(x for x in s['sections'][0]['sources'] if x['source'] == 'sdhr')
            same((source['state'], s['patient']['family']), ('saved-copy', 'WESTBROOK'), f'copy {more}')
            assert 'saved-copy' in s['allergyLabel']['qualifiers']
        other = desk.summary('ZLR3250', '--reason', 'LR1', want=5)
        same(next(x for x in other['sections'][0]['sources'] if x['source'] == 'sdhr')['state'], 'no-answer', 'state')
        same((other['patient']['family'], other['access']['identifiedBy']), (None, 'not-confirmed'), 'SRD-9')
        desk.run('store', 'purge', 'ZKC7284')
        desk.run('summary', 'ZKC7284', '--reason', 'LR1', '--offline', want=5)


def test_export():
    with tempfile.TemporaryDirectory() as folder:
        secret, out = os.path.join(folder, 'officer.key'), os.path.join(folder, 'summary.json')
        public = plain('audit', 'new-key', secret).stdout.strip()
        with Desk('72h', keys=public) as desk:
            for reason, more in (('LR1', []), ('BG1', ['--note', 'Found unconscious at home']),
                                 ('PR1', ['--initials', 'XX', '--birth-year', '1971'])):
                run = desk.run('export', 'ZKC7284', '--reason', reason, *more, '--out', out, want=3)
                same((run.stdout, os.path.exists(out)), ('', False), f'refused {reason}')
            run = desk.run('export', 'ZKC7284', '--reason', 'PR1', '--out', out)
            same((run.stdout, os.stat(out).st_mode & 0o777), ('1 written, nothing left out\n', 0o600), 'written')
            files = json.loads(plain('read', out, '--json').stdout)['files']
            same([e['title'] for e in files[0]['entries']], [CANARY], 'read back')
            same(files[0]['patients'][0]['nhi'], 'ZKC7284', 'whose')
            desk.stop()
            os.remove(out)
            counts = desk.run('export', 'ZKC7284', '--reason', 'PR1', '--offline', '--out', out, '--json').stdout
            same(json.loads(counts), {'written': 1, 'leftOut': 0, 'missing': 0, 'noSection': 0}, 'from the copy')
            with open(out) as file:
                document = json.load(file)
            same((document['type'], document['entry'][0]['resource']['resourceType']), ('document', 'Composition'), 'document')
            nowhere = os.path.join(folder, 'none', 'WESTBROOK.json')
            desk.run('export', 'ZKC7284', '--reason', 'PR1', '--offline', '--out', nowhere, want=6)
            desk.run('export', 'ZLR3250', '--reason', 'PR1', '--offline', '--out', out + '2', want=5)
            same(os.path.exists(out + '2'), False, 'nothing to write')
            desk.run('device', 'add', 'weka', lines=(PASS, 'weka walks by night'))
            events = json.loads(desk.run('audit', 'export', '--officer-key-file', secret, '--patient', 'ZKC7284', user='weka',
                                         lines=('weka walks by night',)).stdout)['events']
            acts = [(e['event']['act'], e['event']['outcome'].split(':')[0]) for e in events if e['event'].get('reason') == 'PR1']
            same([a for a in acts if a[0] == 'exported'], [('exported', 'done')] * 3 + [('exported', 'failed')], 'audit')
            assert ('refused', 'refused') in acts, acts
            lacks(json.dumps(events), CANARY)


def test_validate():
    """A number and particulars: confirmed, not confirmed, not asked, not answered; and the log has each question."""
    def question(desk, nhi, *more, **how):
        return desk.run('match', '--nhi', nhi, '--name', 'Sage Westbrook', '--born', '5-Feb-1971', *more, **how)

    with tempfile.TemporaryDirectory() as folder:
        secret = os.path.join(folder, 'officer.key')
        with Desk(keys=plain('audit', 'new-key', secret).stdout.strip()) as desk:
            told = json.loads(question(desk, 'zkc 7284', '--json').stdout)['validation']
            same((told['askedNhi'], told['nhi'], told['certain'], told['kind']), ('ZKC7284', 'ZKC7284', True, 'certain'), 'certain')
            asked = desk.server.questions[0]['parameter']
            same((asked[0]['resource']['identifier'][0]['value'], asked[0]['resource']['birthDate'], asked[1]),
                 ('ZKC7284', '1971-02-05', {'name': 'onlyCertainMatches', 'valueBoolean': True}), 'the question')
            told = json.loads(question(desk, 'ZAA0962', '--json').stdout)['validation']
            same((told['nhi'], told['certain'], told['kind']), ('ZKC7284', True, 'linked'), 'dormant')
            assert 'does not confirm ZLR3250' in question(desk, 'ZLR3250', want=4).stdout
            question(desk, 'ZKC728', want=2)
            question(desk, 'ZKC7284', '--gender', 'girl', want=2)
            question(desk, 'ZKC7284', user='desk', want=3)
            same(len(desk.server.questions), 3, 'questions that went out')
            desk.server.validates = False
            run = question(desk, 'ZKC7284', want=5)
            same(run.stdout, '', 'a server that does not know the question')
            assert 'cannot check a number' in run.stderr, run.stderr
            desk.stop()
            assert 'did not answer' in question(desk, 'ZKC7284', want=5).stderr
            desk.run('device', 'add', 'weka', lines=(PASS, 'weka walks by night'))
            events = json.loads(desk.run('audit', 'export', '--officer-key-file', secret, user='weka',
                                         lines=('weka walks by night',)).stdout)['events']
            events = [e['event'] for e in events if e['event']['act'] in ('search', 'search-result')]
            same([(e['act'], e['nhis'], e['outcome']) for e in events],
                 [('search', ['ZKC7284'], 'done'), ('search-result', ['ZKC7284'], 'done: validation certain'),
                  ('search', ['ZAA0962'], 'done'), ('search-result', ['ZAA0962', 'ZKC7284'], 'done: validation linked'),
                  ('search', ['ZLR3250'], 'done'), ('search-result', ['ZLR3250'], 'done: validation no-certain-match'),
                  ('search', ['ZKC7284'], 'done'), ('search', ['ZKC7284'], 'done')], 'the log')
            assert events[1]['calls'][0].startswith('POST nhi Patient/$match 200 '), events[1]['calls']


def test_list_of_people():
    with Desk('72h') as desk:
        path = os.path.join(desk.folder, 'clinic.csv')
        with open(path, 'w') as file:
            file.write('NHI,time\nZKC7284,09:00\n"ZLR3250",09:15\n')
        run = desk.run('save', '--list', path, '--reason', 'LR2', '--json')
        same([p['saved'] for p in json.loads(run.stdout)['people']], [True, True], 'both')
        assert '2 of 2' in run.stderr


def test_audit():
    with tempfile.TemporaryDirectory() as folder:
        secret = os.path.join(folder, 'officer.key')
        public = plain('audit', 'new-key', secret).stdout.strip()
        same(os.stat(secret).st_mode & 0o777, 0o600, 'mode of the secret')
        plain('audit', 'new-key', secret, want=6)
        with Desk('none', keys=public) as desk:
            desk.summary('ZKC7284', '--reason', 'LR1')
            log = os.path.join(desk.data, 'audit.log')
            verdict = json.loads(plain('audit', 'verify', log, '--json').stdout)
            same(verdict['whole'], True, 'whole')
            plain('audit', 'verify', log, '--expect', '00' * 32, want=6)
            plain('audit', 'verify', os.path.join(folder, 'none.log'), want=7)
            same((desk.disk_holds('WESTBROOK'), desk.disk_holds('ZKC7284'), desk.disk_holds('Tui Example')), (False,) * 3, 'sealed')
            desk.run('audit', 'list', '--officer-key-file', secret, want=3)
            desk.run('device', 'add', 'weka', lines=(PASS, 'weka walks by night'))
            text = desk.run('audit', 'list', '--officer-key-file', secret, user='weka', lines=('weka walks by night',)).stdout
            for word in ('sign-in', 'record-opened', 'record-result', 'refused', 'log-read', 'LR1', 'ZKC7284'):
                assert word in text, word
            lacks(text, CANARY)
            events = json.loads(desk.run('audit', 'export', '--officer-key-file', secret, '--patient', 'ZKC7284', user='weka',
                                         lines=('weka walks by night',)).stdout)['events']
            assert events and all('ZKC7284' in e['event']['nhis'] for e in events)
            report = desk.run('audit', 'report', '--officer-key-file', secret, '--patient', 'ZKC7284', user='weka',
                              lines=('weka walks by night',)).stdout
            assert 'Tui Example' in report and 'whole' in report
            with open(log, 'r+b') as file:
                file.seek(-20, os.SEEK_END)
                byte = file.read(1)
                file.seek(-20, os.SEEK_END)
                file.write(bytes([byte[0] ^ 1]))
            run = plain('audit', 'verify', log, want=6)
            assert 'NOT whole' in run.stdout


def test_device_keeps_names_apart():
    """Whoever is set up signs in with their own passphrase; no colleague can put another in its place."""
    with Desk() as desk:
        desk.run('store', 'status')
        desk.run('device', 'add', 'desk', lines=(PASS, 'weka at the desk'))
        run = desk.run('device', 'add', 'tui', user='desk', lines=('weka at the desk', 'now I am Tui'), want=3)
        assert 'already' in run.stderr, run.stderr
        desk.run('store', 'status', lines=('now I am Tui',), want=6)
        desk.run('store', 'status')


def test_where_the_result_goes():
    """A result that did not arrive is no success, and a closed stdout sends nothing into our own files."""
    with Desk('none') as desk:
        command = desk.command('summary', 'ZKC7284', '--reason', 'LR1')
        with open('/dev/full', 'w') as full:
            run = subprocess.run(command, input=PASS + '\n', stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
        same(run.returncode, 6, 'a full disk')
        assert 'could not be written' in run.stderr, run.stderr
        for closed in ('>&-', '>&- 2>&-'):
            subprocess.run(['sh', '-c', f'"$@" {closed}', 'sh', *command], input=PASS + '\n', text=True, timeout=60, check=True)
            same((desk.disk_holds('WESTBROOK'), desk.disk_holds(CANARY)), (False, False), closed)
        same(plain('audit', 'verify', os.path.join(desk.data, 'audit.log')).returncode, 0, 'chain')


def test_logs():
    """Whatever is logged goes to stderr, without name or number."""
    with Desk('none') as desk:
        run = subprocess.run(desk.command('summary', 'ZKC7284', '--reason', 'LR1', '--json'), input=PASS + '\n',
                             capture_output=True, text=True, timeout=60, env=dict(os.environ, G_MESSAGES_DEBUG='all'))
        same(json.loads(run.stdout)['patient']['family'], 'WESTBROOK', 'stdout is the result alone')
        assert 'DEBUG' in run.stderr, run.stderr
        for word in ('WESTBROOK', 'ZKC7284', CANARY, PASS):
            lacks(run.stderr, word)


def test_passphrases():
    with Desk() as desk:
        for lines, want in ((('x' * 1025,), 2), (('',), 2), (('x' * 1024,), 0), (('x' * 1023,), 6)):
            desk.run('store', 'status', lines=lines, want=want)


def test_prompt_can_be_left():
    """Ctrl+C at the passphrase prompt ends the command and gives the echo back."""
    with Desk() as desk:
        command = [w for w in desk.command('store', 'status') if w not in ('--passphrase-fd', '0')]
        child, terminal = pty.fork()
        if child == 0:
            signal.signal(signal.SIGINT, signal.SIG_DFL)   # a test runner may have it ignored
            os.execv(command[0], command)
        said = b''
        while b'passphrase' not in said:
            said += os.read(terminal, 1000)
        same(bool(termios.tcgetattr(terminal)[3] & termios.ECHO), False, 'echo while typing')
        os.write(terminal, b'\x03')
        try:
            while os.read(terminal, 1000):
                pass
        except OSError:
            pass
        same(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 2, 'status')
        os.close(terminal)


def test_interrupted():
    with Desk('none') as desk:
        desk.server.delay = 5
        process = subprocess.Popen(desk.command('summary', 'ZKC7284', '--reason', 'LR1'), stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        process.stdin.write(PASS + '\n')
        process.stdin.close()
        time.sleep(2.5)
        process.send_signal(signal.SIGINT)
        same(process.wait(timeout=30), 130, 'status')
        same(process.stdout.read(), '', 'stdout')
        process.stdout.close()
        process.stderr.close()
        desk.server.delay = 0
        desk.summary('ZKC7284', '--reason', 'LR1')


def main():
    tests = [(name, test) for name, test in sorted(globals().items()) if name.startswith('test_')]
    failed = 0
    print(f'1..{len(tests)}')
    for n, (name, test) in enumerate(tests, 1):
        try:
            test()
            print(f'ok {n} - {name[5:]}', flush=True)
        except Exception as error:   # the next test still tells something
            failed += 1
            print(f'not ok {n} - {name[5:]}\n# {type(error).__name__}: {error}'.replace('\n', '\n# ').replace('# # ', '# '), flush=True)
    return failed > 0


sys.exit(main())
