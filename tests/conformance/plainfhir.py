"""plainfhir.py: a clinic's own FHIR R4 server behind the service groups, with none of the national habits

SPDX-License-Identifier: GPL-3.0-or-later
"""
import sys
import uuid

from bench import Rows, Setting, check, holds, lacks, same
from plain import PlainServer, allergy, bundle, condition, exact, patient

row = Rows()
NHI = 'ZDR1018'


class Clinic(Setting):
    """One plain server; each row says what it answers."""

    def __init__(self):
        super().__init__()
        self.n = 0

    def ask(self, fill, resources='AllergyIntolerance', parameter='reference', nhi_too=True, **service):
        """A new device, at a site whose NHI and SDHR are this server; what it shows, and the requests."""
        self.n += 1
        with PlainServer() as server:
            fill(server)
            site = self.site().keep('sdhr', 'nhi').retention('none')
            site.service('sdhr', Url=server.base, Resources=resources, PatientParameter=parameter, **service)
            if nhi_too:
                server.answer('Patient/' + NHI, server.server.answers.get('Patient/' + NHI, patient(NHI)))
                site.service('nhi', Url=server.base)
                site.groups['Service nhi'].pop('PatientParameter', None)
            return self.desk(f'plain-{self.n}', 'hparata', site).summary(NHI, timeout=90), server.seen


def titles(s, section='allergies'):
    return sorted(e['title'] for e in s.entries(section))


def asked(seen, part):
    return [path for _, path, _ in seen if part in path]


@row('plain: no total', 'what came is shown, and it is whole')
def no_total(b):
    s, seen = b.ask(lambda server: server.answer('AllergyIntolerance', bundle([allergy('1', 'Kiwifruit', NHI)])))
    line = s.must_be('allergies', 'sdhr', 'whole', complete=True)
    same((line['total'], line['received']), (None, 1), 'numbers')
    same(titles(s), ['Kiwifruit'], 'allergies')
    same((s.patient['family'], s.patient['born']), ('ARMITAGE', '1960-10-01'), 'the person')
    check(asked(seen, 'patient=Patient%2F' + NHI) or asked(seen, 'patient=Patient/' + NHI), f'how it asked: {asked(seen, "Allergy")}')


@row('plain: no total, nothing', 'not recorded, which is not none')
def nothing(b):
    s, _ = b.ask(lambda server: server.answer('AllergyIntolerance', bundle([])))
    s.must_be('allergies', 'sdhr', 'whole', r'SDHR has no allergies recorded for this person\. That is not the same as none\.$')
    same(s.label['kind'], 'not-recorded', 'label')


@row('plain: absolute next on another path', 'followed as it stands')
def absolute_next(b):
    def fill(server):
        server.answer('AllergyIntolerance', bundle([allergy('1', 'Kiwifruit', NHI)],
                                                   next_link=server.root + '/pages?_getpages=a1b2&_getpagesoffset=1&x=%7Cy'))
        server.answer('/pages', bundle([allergy('2', 'Latex', NHI)]))
    s, seen = b.ask(fill)
    same(titles(s), ['Kiwifruit', 'Latex'], 'allergies of both pages')
    s.must_be('allergies', 'sdhr', 'whole', complete=True)
    check(asked(seen, '/pages?_getpages=a1b2&_getpagesoffset=1&x=%7Cy'), 'the link was changed on the way')


@row('plain: relative next', 'read against the base of the service')
def relative_next(b):
    def fill(server):
        server.answer('AllergyIntolerance', bundle([allergy('1', 'Kiwifruit', NHI)], next_link='AllergyIntolerance/page?n=2'))
        server.answer('AllergyIntolerance/page', bundle([allergy('2', 'Latex', NHI)], next_link='AllergyIntolerance/page?n=3'))
        server.answer('/fhir/AllergyIntolerance/page?n=3', bundle([allergy('3', 'Wasps', NHI)]))
    s, _ = b.ask(fill)
    same(titles(s), ['Kiwifruit', 'Latex', 'Wasps'], 'allergies of all pages')


@row('plain: next on another host', 'not followed; more exist, and it says so')
def foreign_next(b):
    with PlainServer() as elsewhere:
        elsewhere.answer('AllergyIntolerance', bundle([allergy('2', 'Latex', NHI)]))
        s, _ = b.ask(lambda server: server.answer('AllergyIntolerance', bundle(
            [allergy('1', 'Kiwifruit', NHI)],
            next_link=elsewhere.base.replace('127.0.0.1', 'localhost') + '/AllergyIntolerance?page=2')))
        same(elsewhere.seen, [], 'requests to a host that the site does not name')
    holds(s.line('allergies', 'sdhr')['sentence'], 'More records exist than are shown', 'sentence')
    same(s.section('allergies')['complete'], False, 'complete')


@row('plain: next that goes round', 'ends')
def circle(b):
    def fill(server):
        server.answer('AllergyIntolerance', bundle([allergy('1', 'Kiwifruit', NHI)], next_link=server.base + '/AllergyIntolerance'))
    s, seen = b.ask(fill)
    same(titles(s), ['Kiwifruit'], 'allergies')
    check(len(seen) < 300, f'{len(seen)} requests')


@row('plain: a page that is gone', 'what came is shown; more exist; it is not “does not offer”')
def broken_page(b):
    s, _ = b.ask(lambda server: server.answer('AllergyIntolerance', bundle(
        [allergy('1', 'Kiwifruit', NHI)], next_link=server.base + '/gone?page=2')))
    same(titles(s), ['Kiwifruit'], 'allergies')
    line = s.must_be('allergies', 'sdhr', 'no-answer', r'SDHR did not answer \(broke off \d\d:\d\d\)\. Reference ', complete=False)
    holds(line['sentence'], 'More records exist than are shown', 'sentence')


@row('plain: urn:uuid', 'fullUrls, and references inside the bundle')
def urn_uuid(b):
    who = 'urn:uuid:' + str(uuid.uuid4())

    def fill(server):
        one = allergy('x', 'Kiwifruit', NHI)
        del one['id']
        one['recorder'] = {'reference': who}
        author = {'resourceType': 'Practitioner', 'name': [{'family': 'Ihaka', 'given': ['Mereana']}]}
        body = bundle([one, author], full_url=lambda r: who if r is author else 'urn:uuid:' + str(uuid.uuid4()))
        body['entry'][1]['search'] = {'mode': 'include'}
        server.answer('AllergyIntolerance', body)
    s, _ = b.ask(fill)
    same(titles(s), ['Kiwifruit'], 'allergies')
    holds(s.entries('allergies')[0]['recorder'], 'Ihaka', 'recorder')


@row('plain: bare resources', 'no meta, no status, no text, no id')
def bare(b):
    def fill(server):
        one = {'resourceType': 'AllergyIntolerance', 'code': {'coding': [{'system': 'http://snomed.info/sct', 'code': '227493005',
                                                                           'display': 'Cashew nuts'}]},
               'patient': {'reference': 'Patient/' + NHI}}
        server.answer('AllergyIntolerance', bundle([one]))
        server.answer('Condition', bundle([condition('c', 'Gout', NHI)]))
        server.answer('Observation', bundle([{'resourceType': 'Observation', 'id': 'o', 'status': 'final',
                                              'code': {'text': 'Urate'}, 'subject': {'reference': 'Patient/' + NHI},
                                              'valueQuantity': {'value': 0}}]))
    s, _ = b.ask(fill, 'AllergyIntolerance;Condition;Observation')
    same((titles(s), titles(s, 'conditions'), titles(s, 'observations')), (['Cashew nuts'], ['Gout'], ['Urate']), 'records')
    urate = s.entries('observations')[0]
    same((urate['value'], urate['unit']), ('0', None), 'value')
    check('unit-missing' in urate['marks'], 'a missing unit is not marked')


@row('plain: types it does not have', 'not available is not none')
def no_such_type(b):
    s, _ = b.ask(lambda server: server.answer('Condition', bundle([condition('c', 'Gout', NHI)])),
                 'AllergyIntolerance;Condition')
    s.must_be('allergies', 'sdhr', 'not-available', r'This service does not offer allergies\.$', complete=False)
    same(s.label['kind'], 'unavailable', 'label')
    s.must_be('conditions', 'sdhr', 'whole')


@row('plain: somebody else’s record', 'not shown, and told')
def foreign_record(b):
    s, _ = b.ask(lambda server: server.answer('AllergyIntolerance', bundle(
        [allergy('1', 'Kiwifruit', NHI), allergy('2', 'Morphine', 'ZKC7284')])))
    same(titles(s), ['Kiwifruit'], 'allergies')
    lacks(s.run.out, 'Morphine', 'the summary')
    holds(s.line('allergies', 'sdhr')['sentence'], '1 record belonged to another person and is not shown', 'sentence')
    same(s.section('allergies')['complete'], False, 'complete')


@row('plain: the same record twice', 'is one record')
def twice(b):
    s, _ = b.ask(lambda server: server.answer('AllergyIntolerance', bundle(
        [allergy('1', 'Kiwifruit', NHI), allergy('1', 'Kiwifruit', NHI)])))
    same(titles(s), ['Kiwifruit'], 'allergies')
    same(s.label['count'], 1, 'label')


@row('plain: patient by identifier', 'a server with ids of its own')
def by_identifier(b):
    def fill(server):
        server.answer('Patient/' + NHI, None)
        server.answer('Patient', bundle([dict(patient(NHI), id='4711')]))
        server.answer('AllergyIntolerance', bundle([allergy('1', 'Kiwifruit', '4711')]))
    s, _ = b.ask(fill, parameter='nhi')
    same((s.patient['nhi'], s.patient['family']), (NHI, 'ARMITAGE'), 'the person')


@row('plain: numbers', 'exactly as they were sent')
def numbers(b):
    def fill(server):
        server.answer('Observation', bundle([
            {'resourceType': 'Observation', 'id': f'o{i}', 'status': 'final', 'code': {'text': f'Kind {i}'},
             'subject': {'reference': 'Patient/' + NHI}, 'effectiveDateTime': when,
             'valueQuantity': {'value': exact(text), 'unit': 'mmol/L'}}
            for i, (text, when) in enumerate((('1.10', '2011'), ('0.000', '2011-02'), ('6.0E+2', '2011-02-05'),
                                              ('12345678901234567890.5', '2011-02-05T10:02:00+13:00')))]))
    s, _ = b.ask(fill, 'Observation')
    have = {e['title']: (e['value'], e['dates']['effective']) for e in s.entries('observations')}
    same(have, {'Kind 0': ('1.10', '2011'), 'Kind 1': ('0.000', '2011-02'), 'Kind 2': ('6.0E+2', '2011-02-05'),
                'Kind 3': ('12345678901234567890.5', '2011-02-05T10:02:00+13:00')}, 'values and dates')


@row('plain: requests', 'each has a correlation id of its own and says who asks')
def requests(b):
    _, seen = b.ask(lambda server: server.answer('AllergyIntolerance', bundle([])))
    ids = [{k.lower(): v for k, v in headers.items()}.get('x-correlation-id') for _, _, headers in seen]
    check(all(ids) and len(ids) == len(set(ids)), f'correlation ids {ids}')


if __name__ == '__main__':
    sys.exit(row.run(Clinic()))
