"""nhi.py: NHI compliance tests, get, match and validate (NHI guide 1.6.5)

SPDX-License-Identifier: GPL-3.0-or-later
"""
import sys

from bench import Rows, Setting, Skip, check, holds, lacks, matches, same

row = Rows()
NZ = 'http://hl7.org.nz/fhir/StructureDefinition/'


def coded(text, code='x'):
    return {'valueCodeableConcept': {'coding': [{'system': 'https://standards.digital.health.nz/ns/test', 'code': code,
                                                 'display': text}]}}


def source(text):
    return {'url': NZ + 'information-source', **coded(text)}


def person(names, born, address=None, gender='female', **more):
    patient = {'name': names, 'gender': gender, 'birthDate': born, 'address': address or [], **more}
    return {'story': 'Made for a conformance row.', 'exercises': ['conformance'], 'patient': patient}


HOUSE = [{'line': ['22 Lambton Quay'], '+building': 'Te Whare Kōkōwai', '+suburb': 'Pipitea', 'city': 'Wellington',
          'postalCode': '6011', 'country': 'NZ'}]

PEOPLE = {
    'ZJS7596': person([{'family': 'MARSDEN', 'given': ['Eruera', 'Paul'], '+preferred': False},
                       {'family': 'Marsden', 'given': ['Eddie'], 'use': 'nickname', '+preferred': True}],
                      '1988-03-17', HOUSE, 'male'),
    'ZAT2364': person(
        [{'family': 'POUTAMA', 'given': ['Irihāpeti'], 'extension': [source('Birth certificate')]},
         {'family': 'Grantham', 'given': ['Elizabeth'], 'use': 'maiden', 'extension': [source('Passport')]}],
        '1979-12-05', HOUSE + [{'line': ['PO Box 77'], 'city': 'Kaitāia', 'postalCode': '0441', 'use': 'old'}],
        **{'+ethnicity': ['21111 Māori', '32100 Cook Islands Maori nfd'],
           'extension': [
               {'url': NZ + 'nz-citizenship', 'extension': [{'url': 'status', **coded('Yes', 'yes')},
                                                            {'url': 'source', **coded('Passport', 'PPRT')}]},
               {'url': NZ + 'birth-place', 'extension': [{'url': 'country', **coded('Cook Islands', 'CK')},
                                                         {'url': 'place-of-birth', 'valueString': 'Avarua'}]}],
           '_birthDate': {'extension': [source('Birth register')]}}),
    'ZHS7524': person([{'family': f, 'given': [g]} for f, g in
                       (('ABERNATHY', 'Louisa'), ('Rewiti', 'Louisa'), ('Abernathy-Rewiti', 'Lou'), ('Okafor', 'Louise'))],
                      '1964-06-06'),
    'ZKC4641': person([{'family': 'TUILAGI', 'given': ['Sefo']}], '1990-10-10', HOUSE, 'male',
                      telecom=[{'system': 'phone', 'value': '0211234567', 'use': 'mobile'},
                               {'system': 'email', 'value': 'sefo@example.org.nz'}],
                      generalPractitioner=[{'reference': '#gp'}],
                      contained=[{'resourceType': 'PractitionerRole', 'id': 'gp',
                                  'period': {'start': '2021-02-03', 'end': '2027-02-03'},
                                  'organization': {'display': 'Kōwhai Street Medical Centre'}}]),
    'ZCX7065': person([{'family': 'VERSIONED', 'given': ['Ada']}], '1970-01-01', **{'+version': '7'}),
}
# Nine who look alike, for $match: the further down, the less alike.
ALIKE = [('ZMP4241', 'TAWHIRI', ['Hinewai', 'Rose'], '1975-08-09'), ('ZMP4250', 'TAWHIRI', ['Hinewai'], '1975-08-09'),
         ('ZMP4268', 'TAWHIRI', ['Hinewai'], '1975-08'), ('ZMP4276', 'TAWHIRI', ['Hinewai'], '1975'),
         ('ZMP4284', 'TAWHIRI', ['Hinekura'], '1975-08-09'), ('ZMP4292', 'TAWHIRI', ['Moana'], '1975-08-09'),
         ('ZMP4306', 'TAWHITI', ['Hinewai'], '1975-08-09'), ('ZMP4314', 'TAWHIRI', ['Hinewai'], '1981-02-02'),
         ('ZMP4322', 'TAWHITI', ['Hinerau'], '1975-08-09')]
PEOPLE.update({nhi: person([{'family': family, 'given': given}], born, HOUSE) for nhi, family, given, born in ALIKE})


def notices(s):
    return ' '.join(s.patient['notices'])


# Get ----------------------------------------------------------------------------------

@row('NHI-GET-1', 'preferred name, birth date, gender, primary address with its building')
def get_1(b):
    p = b.look('ZJS7596').patient
    same((p['family'], p['given'], p['born'], p['gender']), ('Marsden', 'Eddie', '1988-03-17', 'male'), 'demographics')
    matches(p['addresses'][0], r'^Te Whare Kōkōwai, 22 Lambton Quay, Pipitea, Wellington, 6011', 'primary address')


@row('NHI-GET-2', 'a dead person is told, with the date')
def get_2(b):
    s = b.look('ZAT2348')
    same(s.patient['deceased'], '2016-10-18', 'date of death')
    holds(notices(s), 'Recorded as deceased on 18-Oct-2016', 'notices')
    holds(b.desk().text('ZAT2348').out, 'deceased on 18-Oct-2016', 'the text')


@row('NHI-GET-3', 'all names, sources, ethnicity, addresses, citizenship, birth place')
def get_3(b):
    s = b.look('ZAT2364')
    said = ' '.join(str(v) for v in s.patient.values())
    same(len(s.patient['addresses']), 2, 'addresses')
    for part in ('POUTAMA', 'Irihāpeti', 'Grantham', 'Elizabeth', 'maiden', 'Birth certificate', 'Māori',
                 'Cook Islands Maori', 'Kaitāia', 'Yes', 'Avarua', 'Cook Islands', 'Birth register'):
        holds(said, part, 'what is told of the person')


@row('NHI-GET-4', 'a year alone stays a year; what is missing is not invented')
def get_4(b):
    s = b.look('ZAT2496')
    same(s.patient['born'], '1931', 'birth date')
    out = b.desk().text('ZAT2496').out
    matches(out, r'Born 1931\b', 'the text')
    lacks(out, '01-Jan-1931', 'the text')
    same(b.look('ZAU8023').patient['given'], None, 'given name of one who has none')


@row('NHI-GET-5', 'a dormant number was asked, the live one came: told')
def get_5(b):
    for asked, live in (('ZAA0962', 'ZAT2496'), ('ZAT2518', 'ZAT2496'), ('ZNK28DJ', 'ZKP3424'), ('ZWX5200', 'ZXE24NV')):
        s = b.look(asked)
        same((s.patient['askedNhi'], s.patient['nhi']), (asked, live), 'numbers')
        matches(notices(s), rf'{asked}.*{live}', 'notices')
        check(asked in s.patient['linkedNhis'], f'{asked} is not among the linked numbers')
    check(not b.look('ZAT2496').patient['askedNhi'] != 'ZAT2496', 'asked by its live number')
    lacks(notices(b.look('ZAT2496')), 'no longer in use', 'notices of a live number')


@row('NHI-GET-6', 'the longest names and the longest address, whole')
def get_6(b):
    s, out = b.look('ZBE4905'), ' '.join(b.desk().text('ZBE4905').out.split())
    family = 'Whakatutuki-Rangitāmiro-Featherstonehaugh-Montgomery-Te Whatahoro-Kahukurawhenua-Papaarangi-Wharerim'
    given = ('Te Aho-Tangaengae-o-te-Rangihaeata-i-te-pō-mārama- Alexandrina Theodosia Wilhelmina Kararaina Ngāhuia '
             'Mihi-ki-te-kapua Rongomaiwahine Parehauraki Hinet')
    same((s.patient['family'], s.patient['given']), (family, given), 'names')
    holds(out.lower(), family.lower(), 'the text')
    holds(out, given, 'the text')
    holds(s.patient['addresses'][0], 'Flat 12B, 1047 Great North Eastern Coastal Highway Extension', 'address')


@row('NHI-GET-7', 'new-format numbers are numbers')
def get_7(b):
    for nhi in ('ZXE24NV', 'ZUA48EH', 'ZDR12AQ', 'ZFE35PQ'):
        s = b.look(nhi)
        same(s.patient['nhi'], nhi, 'number')
        check(s.patient['family'], f'{nhi} has no name')
        check(len(s.requests) > 3, f'{nhi} was not looked up')


@row('NHI-GET-8', 'a changed version of the person is noticed')
def get_8(b):
    raise Skip('Bedside reads the person anew at each look-up and keeps no older version to compare')


@row('NHI-GET-9', 'every address is reachable')
def get_9(b):
    addresses = b.look('ZJM9567').patient['addresses']
    same(len(addresses), 3, 'addresses')
    for part in ('Mossburn–Five Rivers Road', '17 Forth Street', 'Ward 5, Southland Hospital'):
        check(any(part in a for a in addresses), f'{part} is missing')
    lacks(addresses[0], 'Ward 5', 'a temporary address is not the primary one')


@row('NHI-GET-10', 'a family name alone; many names')
def get_10(b):
    s = b.look('ZAU8023')
    same((s.patient['family'], s.patient['given'], s.patient['gender']), ('Seyoum', None, 'unknown'), 'one name')
    lacks(b.desk().text('ZAU8023').out, 'null', 'the text')
    said = ' '.join(str(v) for v in b.look('ZHS7524').patient.values())
    for name in ('ABERNATHY', 'Rewiti', 'Abernathy-Rewiti', 'Okafor'):
        holds(said, name, 'what is told of many names')


@row('NHI-GET-11', 'GP enrolment with its dates')
def get_11(b):
    practice = b.look('ZKC4641').patient['practice']
    holds(practice, 'Kōwhai Street Medical Centre', 'practice')
    holds(practice, '03-Feb-2021', 'practice')


@row('NHI-GET-12', 'contact details')
def get_12(b):
    said = ' '.join(str(v) for v in b.look('ZKC4641').patient.values())
    holds(said, '0211234567', 'what is told of the person')
    holds(said, 'sefo@example.org.nz', 'what is told of the person')


# Match --------------------------------------------------------------------------------

def match(b, name, born, *more):
    desk = b.desk()
    key = ('match', name, born, more)
    if key not in desk.seen:
        desk.seen[key] = desk.ctl('match', '--name', name, '--born', born, '--json', *more)
    return desk.seen[key]


def candidates(run):
    return run.must(0).json['candidates']


def best_first(b, name, born, *more, first=None):
    found = candidates(match(b, name, born, *more))
    scores = [c['score'] for c in found]
    same(scores, sorted(scores, reverse=True), 'scores')
    if first is not None:
        same(found[0]['nhi'], first, 'the best')
    return found


@row('NHI-Match-1', 'given and family name, birth date')
def match_1(b):
    best_first(b, 'Hinewai Tawhiri', '1975-08-09', first='ZMP4241')


@row('NHI-Match-2', 'family name first, with a comma')
def match_2(b):
    best_first(b, 'TAWHIRI, Hinewai', '1975-08-09', first='ZMP4241')


@row('NHI-Match-3', 'a middle name decides between two')
def match_3(b):
    found = best_first(b, 'Hinewai Rose Tawhiri', '1975-08-09', first='ZMP4241')
    check(found[0]['score'] > found[1]['score'], 'the middle name made no difference')


@row('NHI-Match-4', 'a year of birth is enough')
def match_4(b):
    found = best_first(b, 'Hinewai Tawhiri', '1975')
    check({'ZMP4241', 'ZMP4250'} <= {c['nhi'] for c in found[:4]}, 'those born in that year are not first')


@row('NHI-Match-5', 'a year and month of birth')
def match_5(b):
    check(best_first(b, 'Hinewai Tawhiri', '1975-08'), 'nobody')


@row('NHI-Match-6', 'birth dates as people write them')
def match_6(b):
    wanted = [c['nhi'] for c in candidates(match(b, 'Hinewai Tawhiri', '1975-08-09'))]
    for born in ('09-Aug-1975', '9/8/1975'):
        same([c['nhi'] for c in candidates(match(b, 'Hinewai Tawhiri', born))], wanted, f'candidates born {born}')


@row('NHI-Match-7', 'gender helps')
def match_7(b):
    with_gender = best_first(b, 'Hinewai Tawhiri', '1975-08-09', '--gender', 'female', first='ZMP4241')
    without = candidates(match(b, 'Hinewai Tawhiri', '1975-08-09'))
    check(with_gender[0]['score'] > without[0]['score'], 'gender made no difference')


@row('NHI-Match-8', 'name, birth date, gender, number, address and score of each')
def match_8(b):
    for c in candidates(match(b, 'Hinewai Tawhiri', '1975-08-09')):
        for field in ('nhi', 'family', 'given', 'born', 'gender', 'score'):
            check(c.get(field), f'{c["nhi"]} has no {field}')
        check(c['addresses'], f'{c["nhi"]} has no address')
    out = ' '.join(b.desk().ctl('match', '--name', 'Hinewai Tawhiri', '--born', '1975-08-09').must(0).out.split())
    for part in ('ZMP4241', 'TAWHIRI', '09-Aug-1975', '22 Lambton Quay'):
        holds(out, part, 'the text')


@row('NHI-Match-9', 'all candidates are reachable, nine of them')
def match_9(b):
    found = {c['nhi'] for c in candidates(match(b, 'Hinewai Tawhiri', '1975-08-09'))}
    check({nhi for nhi, _, _, _ in ALIKE} - {'ZMP4314'} <= found, f'only {sorted(found)}')


@row('NHI-Match-10', 'none found: said, and no record opened')
def match_10(b):
    run = match(b, 'Quentin Xylander', '1901-01-01').must(4)
    check(run.err.strip(), 'no word that nobody was found')
    same([r['path'] for r in run.requests if r['service'] in ('sdhr', 'air', 'mws', 'mdr')], [], 'clinical requests')


@row('NHI-Match-11', 'nobody is picked: two of the same name are both shown')
def match_11(b):
    found = candidates(match(b, 'Mere Ngata', '1981-05'))
    same({c['nhi'] for c in found[:2]}, {'ZDR1280', 'ZDR14CE'}, 'the two')
    same(len({c['born'] for c in found[:2]}), 2, 'their birth dates')


@row('NHI-Match-12', 'the request: candidates wanted, who asks, macrons kept')
def match_12(b):
    run = match(b, 'Te Rina Pōtae', '2026-07-03')
    same(candidates(run)[0]['nhi'], 'ZXE24NV', 'the best')
    asked = [r for r in run.requests if r['service'] == 'nhi']
    same(len(asked), 1, 'requests to NHI')
    same((asked[0]['method'], asked[0]['path']), ('POST', '/nhi/Patient/$match'), 'request')
    same(asked[0]['query'], '', 'names in the URL')
    same(asked[0]['headers']['userid'], '91ZZXN', 'userid')
    check(asked[0]['headers'].get('user-agent'), 'no User-Agent')
    for words in (('--name', 'Hinewai Tawhiri'), ('--born', '1975')):
        b.desk().ctl('match', *words).must(2)


# Validate -----------------------------------------------------------------------------

@row('NHI-Validate-1', 'positive')
def validate_1(b):
    raise Skip('Bedside confirms a number by reading it and comparing with the person; it does not call validate')


@row('NHI-Validate-3', 'negative')
def validate_3(b):
    raise Skip('Bedside confirms a number by reading it and comparing with the person; it does not call validate')


if __name__ == '__main__':
    sys.exit(row.run(Setting(people=PEOPLE)))
