"""faults.py: one service fails in every way; its own sentence says so, the others are unharmed, nothing is kept

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from bench import Drill, Rows, Setting, check, holds, lacks, matches, same

row = Rows()
UUID = r'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
SDHR_PARTS = ('allergies', 'conditions', 'observations', 'encounters')


class Bench(Setting):
    """The drill, and a second one whose certificate nobody trusts."""

    def __init__(self):
        super().__init__()
        self._tls = None

    def tls(self):
        if self._tls is None:
            self._tls = Drill('--tls')
        return self._tls

    def close(self):
        if self._tls is not None:
            self._tls.close()
        super().close()


def sdhr_at(b, url, name):
    return b.desk(name, 'hparata', b.site().service('sdhr', Url=url))


def others_unharmed(s):
    for section, source in (('allergies', 'mws'), ('immunisations', 'air'), ('medicines', 'mdr'), ('consents', 'shared-care')):
        line = s.line(section, source)
        same(line['state'], 'whole', f'{section}/{source} while SDHR fails')
        same(len(s.entries(section, source)), line['received'], f'what {source} gave')


def only_sdhr_fails(s, sentence, status=None, reference=True):
    """SDHR's lines say why; nothing of it is listed; the label claims nothing."""
    for section in SDHR_PARTS:
        line = s.must_be(section, 'sdhr', 'no-answer', sentence, complete=False)
        same(s.entries(section, 'sdhr'), [], f'{section} of SDHR')
        if status is not None:
            same(line['httpStatus'], status, f'HTTP status of {section}')
        if reference:
            check(line['correlationId'], f'{section}: no correlation id')
            holds(line['sentence'], line['correlationId'], section)
    others_unharmed(s)
    warnings = [e for e in s.entries('allergies', 'mws') if e['group'] == 'current']
    same(s.label['kind'], 'known' if warnings else 'unavailable', 'label')


def nothing_kept(desk, nhi):
    """What failed left no copy; what answered did."""
    s = desk.look(nhi, '--offline')
    for section in SDHR_PARTS:
        s.must_be(section, 'sdhr', 'not-saved')
        same(s.entries(section, 'sdhr'), [], f'{section} kept of a failed answer')
    s.must_be('allergies', 'mws', 'saved-copy')


def fault_row(name, nhi, fault, reason, status=None, **more):
    @row(f'fault: {name}', 'SDHR says so, the others answer, nothing of it is kept')
    def run(b):
        desk = b.desk()
        b.drill.heal()
        b.drill.fault('sdhr', fault, **more)
        try:
            s = desk.look(nhi)
        finally:
            b.drill.heal()
        only_sdhr_fails(s, rf'SDHR did not answer \({reason} \d\d:\d\d\)\. Reference {UUID}\.', status)
        sent = {r['headers']['x-correlation-id'] for r in s.requests if r['service'] == 'sdhr'}
        check(s.line('allergies', 'sdhr')['correlationId'] in sent, 'the reference is not one that was sent')
        nothing_kept(desk, nhi)


NOT_A_RECORD = 'sent something that is not a health record'
fault_row('HTML', 'ZKC7284', 'html', NOT_A_RECORD, 200)
fault_row('half a body', 'ZLR3241', 'half-body', 'broke off')
fault_row('33 MiB body', 'ZDR1018', 'huge', 'answer too large')
fault_row('repeated members', 'ZDR1026', 'repeated-members', NOT_A_RECORD, 200)
fault_row('a number JSON does not know', 'ZDR1034', 'bad-number', NOT_A_RECORD, 200)
fault_row('empty body', 'ZDR1212', 'empty', NOT_A_RECORD, 200)
fault_row('500', 'ZDR1263', '500', 'server error 500,', 500)
fault_row('503', 'ZDR1271', '503', 'server error 503,', 503)
fault_row('connection reset', 'ZDR13BK', 'reset', r'\w[\w ]+')
fault_row('redirect to a web page', 'ZLR3268', 'redirect', NOT_A_RECORD, 200)


@row('fault: 429', 'how long to wait; no repeat inside the window; nothing is kept')
def throttled(b):
    desk = b.desk()
    b.drill.heal()
    b.drill.fault('sdhr', '429', ms=30000)
    try:
        s = desk.look('ZJM9567')
    finally:
        b.drill.heal()
    for section in SDHR_PARTS:
        s.must_be(section, 'sdhr', 'throttled', r'SDHR asks us to wait (29|30) s\.', complete=False)
    others_unharmed(s)
    asked = [r['path'] for r in s.requests if r['service'] == 'sdhr']
    same(len(asked), len(set(asked)), 'asked again inside the window')
    same(s.label['kind'], 'unavailable', 'label')
    nothing_kept(desk, 'ZJM9567')


@row('fault: no answer in time', 'timed out, and the command ends')
def timed_out(b):
    desk = b.desk('short', 'hparata', b.site().service('sdhr', TimeoutSeconds='1'))
    b.drill.heal()
    b.drill.fault('sdhr', 'no-answer')
    try:
        s = desk.look('ZKC7284')
    finally:
        b.drill.heal()
    only_sdhr_fails(s, rf'SDHR did not answer \(timed out \d\d:\d\d\)\. Reference {UUID}\.')
    check(s.run.seconds < 20, f'took {s.run.seconds:.0f} s')
    nothing_kept(desk, 'ZKC7284')


@row('fault: unreachable host', 'nobody listens there')
def unreachable(b):
    desk = sdhr_at(b, 'http://127.0.0.1:9/sdhr', 'unreachable')
    s = desk.look('ZKC7284')
    only_sdhr_fails(s, r'SDHR did not answer \(could not be reached \d\d:\d\d\)\.')
    nothing_kept(desk, 'ZKC7284')


@row('fault: unknown host', 'a name that is not found')
def unknown_host(b):
    key = b.desk().ctl('audit', 'new-key', os.path.join(b.desk().folder, 'officer.key')).must(0).out
    key = re.search(r'[A-Za-z0-9+/]{43}=', key).group()
    site = b.site().set('Site', Environment='uat').set('Access', OfficerKeys=key)
    s = b.desk('unknown-host', 'hparata', site.service('sdhr', Url='http://sdhr.invalid/fhir')).look('ZKC7284')
    only_sdhr_fails(s, r'SDHR did not answer \((name not found|could not be reached|timed out) \d\d:\d\d\)\.')


@row('fault: TLS failure', 'a certificate that nobody vouches for')
def untrusted(b):
    desk = sdhr_at(b, b.tls().base + '/sdhr', 'untrusted')
    s = desk.look('ZKC7284')
    only_sdhr_fails(s, r'SDHR did not answer \(secure connection failed \d\d:\d\d\)\.')
    same(b.tls().requests(), [], 'requests sent to an untrusted server')
    nothing_kept(desk, 'ZKC7284')


@row('fault: TLS failure', 'a server that speaks no TLS')
def no_tls(b):
    url = b.drill.base.replace('http://', 'https://') + '/sdhr'
    s = b.desk('no-tls', 'hparata', b.site().service('sdhr', Url=url, TimeoutSeconds='2')).look('ZKC7284')
    only_sdhr_fails(s, r'SDHR did not answer \((secure connection failed|broke off|timed out) \d\d:\d\d\)\.')


@row('fault: redirect to another host', 'not followed: nobody there sees the number')
def redirected(b):
    seen = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.headers.get('Host'))
            self.send_response(302)
            self.send_header('Location', f'http://localhost:{server.server_port}{self.path}')
            self.send_header('Content-Length', '0')
            self.end_headers()

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(('127.0.0.1', 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        s = sdhr_at(b, f'http://127.0.0.1:{server.server_port}/fhir', 'redirected').look('ZKC7284')
    finally:
        server.shutdown()
        server.server_close()
    only_sdhr_fails(s, rf'SDHR did not answer \(sent us elsewhere, not followed \d\d:\d\d\)\. Reference {UUID}\.', 302)
    same([host for host in seen if 'localhost' in host], [], 'requests that went to the other host')


class Fixed(BaseHTTPRequestHandler):
    """Gives every request the same body."""
    body = b''

    def do_GET(self):
        self.send_response(200)
        self.send_header('Content-Type', 'application/fhir+json')
        self.send_header('Content-Length', str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *words):
        pass


def body_row(name, body, accepted=False):
    @row(f'fault: {name}', 'not a health record; nothing is kept')
    def run(b):
        handler = type('Body', (Fixed,), {'body': body})
        server = ThreadingHTTPServer(('127.0.0.1', 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            desk = sdhr_at(b, f'http://127.0.0.1:{server.server_port}/fhir', 'body-' + name.replace(' ', '-'))
            s = desk.look('ZLR3241')
            only_sdhr_fails(s, rf'SDHR did not answer \({NOT_A_RECORD} \d\d:\d\d\)\. Reference {UUID}\.', 200)
            nothing_kept(desk, 'ZLR3241')
        finally:
            server.shutdown()
            server.server_close()


body_row('1e999', b'{"resourceType":"Bundle","type":"searchset","total":1e999,"entry":[]}')
body_row('a list', b'[{"resourceType":"Bundle","type":"searchset","total":0}]')
body_row('broken UTF-8', b'{"resourceType":"Bundle","type":"searchset","total":0,"id":"\xff\xfe"}')
body_row('200 levels deep', b'{"resourceType":"Bundle","type":"searchset","total":0,"entry":' + b'[' * 200 + b']' * 200 + b'}')


@row('fault: a value of 1e999', 'inside one record: that record is not shown as a number it is not')
def endless_value(b):
    body = (b'{"resourceType":"Bundle","type":"searchset","total":1,"entry":[{"resource":{"resourceType":"Observation",'
            b'"id":"o1","status":"final","code":{"text":"Potassium"},"subject":{"reference":"Patient/ZLR3241"},'
            b'"effectiveDateTime":"2024-01-01","valueQuantity":{"value":1e999,"unit":"mmol/L"}}}]}')
    server = ThreadingHTTPServer(('127.0.0.1', 0), type('Body', (Fixed,), {'body': body}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        site = b.site().service('sdhr', Url=f'http://127.0.0.1:{server.server_port}/fhir', Resources='Observation')
        s = b.desk('endless', 'hparata', site).look('ZLR3241')
    finally:
        server.shutdown()
        server.server_close()
    lacks(s.run.out.lower(), 'infinity')
    check('"inf' not in s.run.out.lower(), 'a number became infinity')
    for entry in s.entries('observations', 'sdhr'):
        check(entry['value'] in (None, '1e999'), f'value {entry["value"]!r}')


@row('fault: line down', 'nobody answers at all: exit 5, and it says so')
def line_down(b):
    b.drill.heal()
    b.drill.fault('*', 'line-down')
    try:
        run = b.desk().ctl('summary', 'ZDR1174', '--reason', 'LR1', '--json')
    finally:
        b.drill.heal()
    run.must(5)
    lacks(run.out.lower(), 'not recorded')
    lacks(run.out.lower(), 'no known')


@row('fault: NHI down', 'the others still answer; who it is was not checked')
def nhi_down(b):
    b.drill.heal()
    b.drill.fault('nhi', '500')
    try:
        s = b.desk('nhi-down', 'hparata').look('ZKC7284')
    finally:
        b.drill.heal()
    same(s.patient['family'], None, 'a name nobody gave')
    check(any('not checked' in n and 'NHI did not answer' in n for n in s.patient['notices']), f'{s.patient["notices"]}')
    same(s.json['access']['identifiedBy'], 'not-confirmed', 'identified by')
    s.must_be('allergies', 'sdhr', 'whole')


@row('fault: messages', 'no failure tells a number, a name or an address')
def messages(b):
    for key, s in list(b.desk().seen.items()):
        for part in ('ZKC7284', 'WESTBROOK', 'http://', '127.0.0.1'):
            lacks(s.run.err, part, f'stderr of {key[0]}') if part != key[0] else None
        for _, line in s.lines():
            matches(line['sentence'], r'^[^{}<>]*$', 'a sentence with a piece of the body')
            lacks(line['sentence'], key[0], 'a sentence')


if __name__ == '__main__':
    sys.exit(row.run(Bench()))
