"""plain.py: a plain FHIR R4 server of a clinic, as bare as the standard allows

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import re
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def patient(nhi, family='ARMITAGE', given='Rewi', born='1960-10-01', **more):
    return {'resourceType': 'Patient', 'id': nhi, 'gender': 'male', 'birthDate': born,
            'identifier': [{'system': 'https://standards.digital.health.nz/ns/nhi-id', 'use': 'official', 'value': nhi}],
            'name': [{'family': family, 'given': [given]}], **more}


def allergy(ident, text, nhi, **more):
    return {'resourceType': 'AllergyIntolerance', 'id': ident, 'code': {'text': text},
            'clinicalStatus': {'coding': [{'system': 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical',
                                           'code': 'active'}]},
            'patient': {'reference': 'Patient/' + nhi}, **more}


def condition(ident, text, nhi, **more):
    return {'resourceType': 'Condition', 'id': ident, 'code': {'text': text},
            'clinicalStatus': {'coding': [{'system': 'http://terminology.hl7.org/CodeSystem/condition-clinical',
                                           'code': 'active'}]},
            'subject': {'reference': 'Patient/' + nhi}, **more}


def bundle(resources, next_link=None, full_url=None, **more):
    """A searchset without total unless given; full_url makes each entry's own."""
    entries = [{'resource': r, **({'fullUrl': full_url(r)} if full_url else {})} for r in resources]
    body = {'resourceType': 'Bundle', 'type': 'searchset', **more}
    if entries:
        body['entry'] = entries
    if next_link:
        body['link'] = [{'relation': 'next', 'url': next_link}]
    return body


def exact(text):
    """A number that is sent as its text says."""
    return '@number ' + text


class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def respond(self, status, body):
        data = re.sub(r'"@number ([^"]+)"', r'\1', json.dumps(body)).encode()
        self.send_response(status)
        self.send_header('Content-Type', 'application/fhir+json')
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        self.server.seen.append((self.command, self.path, dict(self.headers)))
        path = url.path[len('/fhir/'):] if url.path.startswith('/fhir/') else url.path
        known = self.server.answers.get(self.path) or self.server.answers.get(path)
        if callable(known):
            known = known(urllib.parse.parse_qs(url.query))
        if known is None:
            self.respond(404, {'resourceType': 'OperationOutcome', 'issue': [{'severity': 'error', 'code': 'not-found'}]})
        else:
            self.respond(200, known)

    def do_POST(self):
        self.rfile.read(int(self.headers.get('Content-Length', 0)))
        self.do_GET()

    def log_message(self, *words):
        pass


class PlainServer:
    """Answers by path under /fhir, else by the whole path; 404 otherwise."""

    def __init__(self):
        self.server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.server.daemon_threads = True
        self.server.answers, self.server.seen = {}, []
        self.root = f'http://127.0.0.1:{self.server.server_port}'
        self.base = self.root + '/fhir'

    def answer(self, path, body):
        self.server.answers[path] = body

    @property
    def seen(self):
        return self.server.seen

    def endless(self, path, make):
        """Pages of one record each, and always another one."""
        def page(query):
            n = int(query.get('page', ['0'])[0])
            return bundle([make(n)], next_link=f'{self.base}/{path}?page={n + 1}')
        self.answer(path, page)

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *what):
        self.server.shutdown()
        self.server.server_close()
