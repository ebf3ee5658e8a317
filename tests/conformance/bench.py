"""bench.py: a drill, devices that run bedsidectl against it, and rows in TAP

SPDX-License-Identifier: GPL-3.0-or-later
"""
import collections
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.error
import urllib.parse
import urllib.request
import uuid

DRILL = os.environ.get('BEDSIDE_DRILL', '')
CTL = os.environ.get('BEDSIDECTL', '')
SOURCE = os.environ.get('BEDSIDE_SOURCE') or os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
PEOPLE = os.path.join(SOURCE, 'data', 'drill', 'people')

SECTIONS = ['allergies', 'conditions', 'medicines', 'observations', 'immunisations', 'encounters', 'consents']
STATES = {'not-set-up', 'not-asked', 'asking', 'whole', 'redacted', 'withheld-at-source', 'opted-out-global',
          'opted-out-facility', 'opted-out-domain', 'deceased', 'participation-unknown', 'locked',
          'restricted-register', 'refused', 'throttled', 'no-answer', 'not-available', 'not-saved', 'saved-copy'}
LABELS = {'known', 'none-known', 'not-recorded', 'unavailable'}
HIDING = {'redacted', 'withheld-at-source', 'opted-out-global', 'opted-out-facility', 'opted-out-domain'}
CLINICAL = {'sdhr', 'air', 'mws', 'mdr', 'shared-care'}
NHI_URL = 'https://api.hip.digital.health.nz/fhir/nhi/v1/Patient/'
CPN_SYSTEM = 'https://standards.digital.health.nz/ns/hpi-person-id'
NONE_KNOWN = re.compile(r'none known|no known allerg|\bnil known\b|\bNKDA\b', re.I)

PASSPHRASE = 'kererū over the ridge 7'
# The drill's own certificate is nobody's: the tests take any, so that only Bedside's refusal counts.
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}),
                                       urllib.request.HTTPSHandler(context=ssl._create_unverified_context()))


# Rows ---------------------------------------------------------------------------------

class Skip(Exception):
    """A row that cannot be shown here, and why."""


class Rows:
    """The rows of one file, in TAP, each with its name first."""

    def __init__(self):
        self.rows = []

    def __call__(self, name, words):
        def take(function):
            self.rows.append((f'{name} {words}', function))
            return function
        return take

    def run(self, setting):
        wanted = sys.argv[1:]
        rows = [r for r in self.rows if not wanted or any(r[0].startswith(w) for w in wanted)]
        if not (os.access(DRILL, os.X_OK) and os.access(CTL, os.X_OK)):
            print('Bail out! BEDSIDE_DRILL and BEDSIDECTL must name programs')
            return 1
        print(f'TAP version 13\n1..{len(rows)}', flush=True)
        bad = 0
        try:
            for n, (name, function) in enumerate(rows, 1):
                bad += not self._run_one(n, name, function, setting)
        finally:
            setting.close()
        return 1 if bad else 0

    @staticmethod
    def _run_one(n, name, function, setting):
        try:
            function(setting)
        except Skip as reason:
            print(f'ok {n} - {name} # SKIP {reason}', flush=True)
            return True
        except Exception as wrong:
            print(f'not ok {n} - {name}', flush=True)
            told = str(wrong) if isinstance(wrong, AssertionError) else traceback.format_exc()
            where = [f.lineno for f in traceback.extract_tb(wrong.__traceback__) if f.filename == sys.argv[0] or
                     f.name == function.__name__]
            for line in told.splitlines() + [f'at line {where[-1] if where else "?"}']:
                print(f'# {line[:600]}', flush=True)
            return False
        print(f'ok {n} - {name}', flush=True)
        return True


def check(condition, words):
    if not condition:
        raise AssertionError(words)


def same(have, wanted, what):
    check(have == wanted, f'{what}: have {have!r}, wanted {wanted!r}')


def holds(text, part, what='text'):
    check(part in (text or ''), f'{what} does not say {part!r}: {text!r}')


def lacks(text, part, what='text'):
    check(part not in (text or ''), f'{what} says {part!r}, and must not')


def matches(text, pattern, what='text'):
    check(re.search(pattern, text or '', re.S), f'{what} does not match {pattern!r}: {text!r}')


# The drill ----------------------------------------------------------------------------

class Drill:
    """The national services on loopback, with more invented people if a file brings some."""

    def __init__(self, *words, people=None):
        self.folder = tempfile.mkdtemp(prefix='bd-drill-')
        self.site = os.path.join(self.folder, 'site.conf')
        folder = self._gather(people) if people else PEOPLE
        self.process = subprocess.Popen([DRILL, '--people', folder, '--site-out', self.site, *words],
                                        stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        check('listening on ' in line, 'the drill did not start')
        self.base = line.split('listening on ')[1].strip()

    def _gather(self, people):
        folder = os.path.join(self.folder, 'people')
        shutil.copytree(PEOPLE, folder)
        shutil.copy(os.path.join(PEOPLE, '..', 'hpi.json'), self.folder)
        for nhi, person in people.items():
            with open(os.path.join(folder, nhi + '.json'), 'w', encoding='utf-8') as out:
                json.dump(person, out)
        return folder

    def _ask(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.base + path, data=data, method=method,
                                         headers={'Content-Type': 'application/json'})
        try:
            with NO_PROXY.open(request, timeout=10) as answer:
                return answer.read()
        except urllib.error.URLError as error:
            ended = self.process.poll()
            raise AssertionError(f'the drill does not answer {method} {path}: {error}' +
                                 (f'; it ended with {ended}' if ended is not None else '')) from None

    def requests(self):
        """Every request since the last forget(), oldest first."""
        return json.loads(self._ask('GET', '/drill/requests'))['requests']

    def forget(self):
        self._ask('DELETE', '/drill/requests')

    def people(self):
        return json.loads(self._ask('GET', '/drill/people'))['people']

    def get(self, path):
        return json.loads(self._ask('GET', path))

    def fault(self, service, name, **more):
        self._ask('POST', '/drill/fault', {'service': service, 'fault': name, **more})

    def heal(self):
        self._ask('POST', '/drill/fault', {'service': '*', 'fault': 'none'})

    def state(self, nhi, service, state):
        """From now on this service treats this person so."""
        self._ask('POST', '/drill/state', {'nhi': nhi, 'service': service, 'state': state})

    def record(self, nhi, service, resource):
        """One record more, or in the place of the one with its id."""
        return self._ask('POST', '/drill/record', {'nhi': nhi, 'service': service, 'resourceType': resource['resourceType'],
                                                   'resource': resource})

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)
        self.process.stdout.close()

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


# Site profiles ------------------------------------------------------------------------

class Site:
    """A site profile, as lines of groups; written where a device can read it."""

    def __init__(self, text):
        self.groups = collections.OrderedDict()
        group = None
        for line in text.splitlines():
            line = line.strip()
            if line.startswith('['):
                group = self.groups.setdefault(line[1:-1], collections.OrderedDict())
            elif line and not line.startswith('#'):
                key, value = line.split('=', 1)
                group[key] = value

    @classmethod
    def of(cls, path):
        with open(path, encoding='utf-8') as file:
            return cls(file.read())

    def set(self, group, **values):
        self.groups.setdefault(group, collections.OrderedDict()).update(values)
        return self

    def service(self, name, **values):
        return self.set('Service ' + name, **values)

    def drop(self, group):
        self.groups.pop(group, None)
        return self

    def keep(self, *names):
        """Only these services are set up."""
        for group in [g for g in self.groups if g.startswith('Service ') and g[8:] not in names]:
            del self.groups[group]
        return self

    def retention(self, rule):
        for group, values in self.groups.items():
            if group.startswith('Service '):
                values.pop('Agreement', None)
                values.pop('Prefetch', None)
                values['Retention'] = rule
        return self

    def write(self, path):
        with open(path, 'w', encoding='utf-8') as out:
            for group, values in self.groups.items():
                out.write(f'[{group}]\n' + ''.join(f'{k}={v}\n' for k, v in values.items()) + '\n')
        return path


# Devices ------------------------------------------------------------------------------

EVERY_TYPE = ('AllergyIntolerance;Condition;Observation;Encounter;MedicationRequest;MedicationDispense;'
              'Immunization')       # all that SDHR 1.1 passes on


class Run:
    """One run of bedsidectl: status, what it said, and the requests that the drill saw."""

    def __init__(self, words, status, out, err, requests, seconds):
        self.words, self.status, self.out, self.err = words, status, out, err
        self.requests, self.seconds = requests, seconds

    def must(self, *statuses):
        check(self.status in (statuses or (0,)),
              f'bedsidectl {" ".join(self.words)} gave {self.status}, wanted {statuses or (0,)}; {self.err.strip()}')
        return self

    @property
    def json(self):
        try:
            return json.loads(self.out)
        except ValueError:
            raise AssertionError(f'bedsidectl {" ".join(self.words)} gave no JSON: {self.out[:200]!r} {self.err!r}') from None

    def to(self, *services):
        return [r for r in self.requests if r['service'] in services]


class Desk:
    """One device: a data folder of its own, one clinician, one site profile."""

    def __init__(self, drill, user='hparata', site=None):
        self.drill, self.user = drill, user
        self.folder = tempfile.mkdtemp(prefix='bd-desk-')
        self.data = os.path.join(self.folder, 'data')
        if drill is not None:
            shutil.copy(os.path.join(drill.folder, 'roster.conf'), self.folder)
        self.site = os.path.join(self.folder, 'site.conf')
        (site or Site.of(drill.site)).write(self.site)
        os.chmod(self.site, 0o600)
        self.seen = {}

    def environment(self):
        home = os.path.join(self.folder, 'home')
        os.makedirs(home, exist_ok=True)
        env = {k: v for k, v in os.environ.items() if not k.startswith(('XDG_', 'SECRET_', 'DBUS_', 'http', 'HTTP'))}
        env.update(HOME=home, TMPDIR=self.folder, LC_ALL='C.UTF-8', TZ='Pacific/Auckland',
                   GIO_USE_PROXY_RESOLVER='dummy', GSETTINGS_BACKEND='memory', GIO_USE_VFS='local',
                   DBUS_SESSION_BUS_ADDRESS='unix:path=/nonexistent/bus', DBUS_SYSTEM_BUS_ADDRESS='unix:path=/nonexistent/bus')
        for name in ('DATA', 'CONFIG', 'CACHE', 'STATE', 'RUNTIME'):
            path = os.path.join(self.folder, 'xdg-' + name.lower())
            os.makedirs(path, mode=0o700, exist_ok=True)
            env['XDG_RUNTIME_DIR' if name == 'RUNTIME' else f'XDG_{name}_HOME'] = path
        return env

    def start(self, *words, passphrases=(PASSPHRASE,), user=None):
        """Starts bedsidectl as this device's clinician."""
        read, write = os.pipe()
        with os.fdopen(write, 'w', encoding='utf-8') as out:
            out.write(''.join(p + '\n' for p in passphrases))
        command = [CTL, *words, '--site', self.site, '--data-dir', self.data]
        if user or self.user:
            command += ['--as', user or self.user, '--passphrase-fd', str(read)]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env=self.environment(), pass_fds=[read])
        os.close(read)
        return process

    def ctl(self, *words, timeout=60, **how):
        """Runs bedsidectl and gathers what the drill saw meanwhile."""
        alive = self.drill is not None and self.drill.process.poll() is None
        if alive:
            self.drill.forget()
        began = time.monotonic()
        process = self.start(*words, **how)
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise AssertionError(f'bedsidectl {" ".join(words)} did not end in {timeout} s') from None
        return Run(words, process.returncode, out.decode(), err.decode(),
                   self.drill.requests() if alive else [], time.monotonic() - began)

    def summary(self, nhi, *more, reason='LR1', status=(0,), purpose=None, **how):
        run = self.ctl('summary', nhi, '--reason', reason, '--json', *more, **how).must(*status)
        return Summary(run, self, purpose or {'PR1': 'PATRQT'}.get(reason, 'ETREAT' if reason.startswith('BG') else 'TREAT'))

    def text(self, nhi, *more, reason='LR1', status=(0,), **how):
        return self.ctl('summary', nhi, '--reason', reason, *more, **how).must(*status)

    def look(self, nhi, *more, **how):
        """The same look-up is made once: rows that ask for different facts of it share it."""
        key = (nhi, more, tuple(sorted(how.items())))
        if key not in self.seen:
            self.seen[key] = self.summary(nhi, *more, **how)
        return self.seen[key]

    def files(self):
        """Every file this device wrote, the profile folder and what lies beside it."""
        for folder, _, names in os.walk(self.folder):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path) and os.path.basename(path) not in ('site.conf', 'roster.conf'):
                    yield path

    def on_disk(self, words):
        """Which of these words stand in any of its files."""
        found = set()
        for path in self.files():
            try:
                with open(path, 'rb') as file:
                    body = file.read().lower()
            except OSError:      # a file that went while it was looked at holds nothing
                continue
            for word in words:
                forms = [word.lower().encode(), word.lower().encode('utf-16-le')]
                if any(form in body for form in forms):
                    found.add((word, os.path.relpath(path, self.folder)))
        return found

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


# Answers ------------------------------------------------------------------------------

class Summary:
    """What `summary --json` said. What must be true of every summary is checked at once."""

    def __init__(self, run, desk=None, purpose='TREAT'):
        self.run, self.json, self.purpose = run, run.json, purpose
        self.requests = run.requests
        check_truth(self)
        if desk is not None and desk.drill is not None:
            check_requests(self.requests, staff(desk), desk.user, purpose)

    @property
    def patient(self):
        return self.json['patient']

    @property
    def label(self):
        return self.json['allergyLabel']

    def section(self, name):
        return next(s for s in self.json['sections'] if s['name'] == name)

    def line(self, section, source):
        lines = [s for s in self.section(section)['sources'] if s['source'] == source]
        check(len(lines) == 1, f'{section} has {len(lines)} lines of {source}')
        return lines[0]

    def entries(self, section, source=None, group=None):
        return [e for e in self.section(section)['entries']
                if (source is None or e['source'] == source) and (group is None or e['group'] == group)]

    def entry(self, section, part, source=None):
        found = [e for e in self.entries(section, source) if part.lower() in (e['title'] or '').lower()]
        check(len(found) == 1, f'{len(found)} entries of {section} are called {part!r}: '
                               f'{[e["title"] for e in self.entries(section)]}')
        return found[0]

    def lines(self):
        return [(s['name'], line) for s in self.json['sections'] for line in s['sources']]

    def must_be(self, section, source, state, sentence=None, complete=None):
        line = self.line(section, source)
        same(line['state'], state, f'state of {section}/{source} ({line["sentence"]})')
        if sentence is not None:
            matches(line['sentence'], '^' + sentence, f'sentence of {section}/{source}')
        if complete is not None:
            same(self.section(section)['complete'], complete, f'{section} complete')
        return line

    def says(self, text):
        """Whether any sentence, notice or consent says so."""
        return any(text in (line['sentence'] or '') for _, line in self.lines()) or \
            any(text in n for n in self.patient['notices'])


def is_negation(entry):
    return 'negation' in (entry.get('marks') or [])


def current_allergies(summary):
    return [e for e in summary.entries('allergies', group='current') if not is_negation(e)]


def check_lines(summary):
    for name, line in summary.lines():
        where = f'{name}/{line["source"]}'
        check(line['state'] in STATES, f'{where}: no such state {line["state"]!r}')
        check(line['sentence'], f'{where} has no sentence')
        lacks(line['sentence'], 'https://', where)
        check(not NONE_KNOWN.search(line['sentence']), f'{where} says none known: {line["sentence"]}')
        if line['state'] == 'whole' and line['received']:
            check(line['answeredAt'], f'{where} was answered and does not say when')
        if line['state'] in ('no-answer', 'refused') and line['correlationId']:
            holds(line['sentence'], line['correlationId'], f'{where}: the reference')


def check_complete(summary):
    """Section flags and sentences tell the same."""
    for section in summary.json['sections']:
        feeding = [s for s in section['sources'] if s['state'] != 'not-set-up']
        wholes = [s for s in feeding if s['state'] == 'whole']
        if section['complete']:
            check(feeding and len(wholes) == len(feeding), f'{section["name"]} is called complete: {feeding}')
            for line in feeding:
                lacks(line['sentence'], 'More records exist', section['name'])
                if line['total'] is not None:
                    same(line['received'], line['total'], f'{section["name"]}/{line["source"]} received of total')


def check_label(summary):
    """The banner's one label agrees with the section under it."""
    label, section = summary.label, summary.section('allergies')
    lines = [s for s in section['sources'] if s['state'] != 'not-set-up']
    real, negations = current_allergies(summary), [e for e in section['entries'] if is_negation(e)]
    check(label['kind'] in LABELS, f'no such label {label["kind"]!r}')
    check(label['text'], 'the label has no text')
    if label['kind'] == 'known':
        check(label['count'] > 0 and real, 'the label says known, and nothing is listed')
        same(label['text'], f'Known allergies ({label["count"]})', 'label')
    else:
        check(not real, f'the label says {label["kind"]} over {[e["title"] for e in real]}')
    if label['kind'] == 'none-known':
        check(negations, 'none known, and nobody stated it')
        check(label.get('detail'), 'none known, without who and when')
    elif label['kind'] == 'not-recorded':
        check(all(s['state'] == 'whole' or (s['state'] == 'saved-copy' and s['savedState'] == 'whole') for s in lines),
              'not recorded, though a source did not give all it has')
        same(label['text'], 'Allergies not recorded', 'label')
    elif label['kind'] == 'unavailable':
        check(not section['complete'], 'unavailable, though every source answered')
        same(label['text'], 'Allergies unavailable', 'label')
    if label['kind'] != 'none-known':
        check(not NONE_KNOWN.search(label['text']), f'label says {label["text"]!r}')
    if any(s['state'] in HIDING for s in lines) and label['kind'] in ('known', 'none-known'):
        check('some-not-shown' in label['qualifiers'], 'the label does not say that some are not shown')
    if any(s['state'] == 'saved-copy' for s in lines) and label['kind'] != 'unavailable':
        check('saved-copy' in label['qualifiers'], 'the label does not say that it is of a saved copy')


def check_truth(summary):
    """What record.md asks of every summary, whoever the person is."""
    same([s['name'] for s in summary.json['sections']], SECTIONS, 'sections')
    check_lines(summary)
    check_complete(summary)
    check_label(summary)


# Requests -----------------------------------------------------------------------------

def staff(desk):
    """The roster as the site has it: what is true of each clinician."""
    with open(os.path.join(desk.folder, 'roster.conf'), encoding='utf-8') as file:
        groups = Site(file.read()).groups
    return {g[len('Clinician '):]: v for g, v in groups.items() if g.startswith('Clinician ')}


def check_context(request, person, user, purpose):
    """Request-Context names the account that signed in, where it works, and why (SRD-3, 4, 5; AIR-Base-2, 3)."""
    context = request['headers'].get('requestContext')
    where = f'{request["method"]} {request["path"]}'
    check(context, f'{where} has no Request-Context')
    same(context['userIdentifier'], user, f'{where} userIdentifier')
    same(context['userFullName'], person['FullName'], f'{where} userFullName')
    same(context['userRole'], 'PROV', f'{where} userRole')
    same(context['secondaryIdentifier'], {'use': 'official', 'system': CPN_SYSTEM, 'value': person['CPN']},
         f'{where} secondaryIdentifier')
    same(context['purposeOfUse'], [purpose], f'{where} purposeOfUse')
    same(context['orgIdentifier'], 'G00001-G', f'{where} orgIdentifier')
    check(context['facilityIdentifier'] in person['Facilities'].split(';'), f'{where}: a facility of another')


def check_patient_parameter(request):
    """SDHR by whole URL, AIR by form, MWS and MDR by bare number."""
    values = urllib.parse.parse_qs(request.get('form') or request['query']).get('patient', [])
    where = f'{request["method"]} {request["path"]}'
    if request['service'] not in CLINICAL or request['path'].count('/') > 2 and request['service'] != 'air':
        return
    if 'patient' not in (request.get('form') or request['query']):   # the next page, as the service wrote it
        return
    if request['service'] == 'sdhr':
        matches(values[0], '^' + re.escape(NHI_URL) + '[A-Z]{3}[0-9A-Z]{4}$', where)
        holds(request['query'], 'patient=https%3A%2F%2F', where)
    elif request['service'] in ('mws', 'mdr'):
        matches(values[0], '^[A-Z]{3}[0-9A-Z]{4}$', where)
    elif request['service'] == 'air':
        same(request['method'], 'POST', where)
        same(request['query'], '', 'the URL of an AIR search')


def check_correlation(requests):
    ids = [r['headers'].get('x-correlation-id') for r in requests]
    for request, value in zip(requests, ids):
        where = f'{request["method"]} {request["path"]}'
        check(value, f'{where} has no X-Correlation-Id')
        check(str(uuid.UUID(value)) == value.lower(), f'{where}: X-Correlation-Id is not a UUID')
    again = [i for i, n in collections.Counter(ids).items() if n > 1]
    check(not again, f'a correlation id was used twice: {again}')


def check_requests(requests, people, user, purpose):
    """What must be true of every request Bedside sends."""
    check_correlation(requests)
    for request in requests:
        if request['service'] in CLINICAL:
            check_context(request, people[user], user, purpose)
        if request['service'] in ('nhi', 'mws', 'hpi'):
            same(request['headers'].get('userid'), people[user]['CPN'], f'userid of {request["path"]}')
        check_patient_parameter(request)


class Setting:
    """One drill and the devices a file of rows needs, made when first asked for."""

    def __init__(self, *words, people=None):
        self.drill = Drill(*words, people=people)
        self.desks = {}

    def site(self):
        return Site.of(self.drill.site)

    def desk(self, name='hparata', user=None, site=None):
        """A device by name; a new name is a new device."""
        if name not in self.desks:
            self.desks[name] = Desk(self.drill, user or name, site)
        return self.desks[name]

    def look(self, nhi, *more, **how):
        return self.desk().look(nhi, *more, **how)

    def close(self):
        for desk in self.desks.values():
            desk.close()
        self.drill.close()
