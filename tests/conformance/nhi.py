"""nhi.py: NHI compliance tests, get, match and validate (NHI guide 1.6.5)

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import sys

from bench import PEOPLE, Desk, Drill, Rows, Setting, check, holds, lacks, matches, same

row = Rows()
def told_of(nhi):
    """Every name, line, text and display that the person's file has."""
    with open(os.path.join(PEOPLE, nhi + '.json'), encoding='utf-8') as file:
        patient = json.load(file)['patient']
    found = []

    def walk(value, key):
        if isinstance(value, dict):
            for k, v in value.items():
                walk(v, k)
        elif isinstance(value, list):
            for v in value:
                walk(v, key)
        elif key in ('family', 'given', 'line', 'city', 'postalCode', 'display', 'text', '+suburb', '+building', 'valueString'):
            found.append(value)
        elif key == '+ethnicity':
            found.append(value.split(' ', 1)[1])
    walk(patient, None)
    return found


def notices(s):
    return ' '.join(s.patient['notices'])


# Get ----------------------------------------------------------------------------------

@row('NHI-GET-1', 'preferred name, birth date, gender, primary address with its building')
def get_1(b):
    p = b.look('ZJS7596').patient
    same((p['family'], p['given'], p['born'], p['gender']), ('HINERANGI', 'Ruth', '1962-11-03', 'female'), 'demographics')
    matches(p['addresses'][0], r'^Leamington Court, 3/44 Victoria Street, Kemureti Cambridge, 3434', 'primary address')


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
    for part in told_of('ZAT2364'):
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


@row('NHI-GET-8', 'a changed version is told, and is what stands from then on')
def get_8(b):
    def people(family, version):
        with open(os.path.join(PEOPLE, 'ZCX7065.json'), encoding='utf-8') as file:
            person = json.load(file)
        person['patient']['name'][0]['family'] = family
        person['patient']['+version'] = version
        return {'ZCX7065': person}

    first = Drill(people=people('SCHOFIELD', '8'))
    desk = Desk(first, 'hparata')
    try:
        s = desk.look('ZCX7065')
        lacks(notices(s), 'changed', 'notices of the first look')
        lacks(notices(desk.summary('ZCX7065')), 'changed', 'notices while nothing changed')
        port = first.base.rsplit(':', 1)[1]
        first.stop()
        second = Drill('--port', port, people=people('SCHOFIELD-AMES', '9'))
        try:
            desk.drill = second
            s = desk.summary('ZCX7065')
            same(s.patient['family'], 'SCHOFIELD-AMES', 'family name')
            matches(notices(s), r'NHI changed this person.s details after \d\d-\w{3}-\d{4} \d\d:\d\d', 'notices')
            same(desk.summary('ZCX7065', '--offline').patient['family'], 'SCHOFIELD-AMES', 'the saved copy')
        finally:
            second.close()
    finally:
        desk.close()
        first.close()


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
    same(b.look('ZAV8657').patient['family'], 'Thiha', 'one name')
    said = ' '.join(str(v) for v in b.look('ZHS7524').patient.values())
    for name in told_of('ZHS7524'):
        holds(said, name, 'what is told of many names')


@row('NHI-GET-11', 'GP enrolment with its dates')
def get_11(b):
    for nhi, start, end in (('ZKC4633', '01-Feb-2024', '01-Feb-2027'), ('ZKC4641', '01-Feb-2019', '01-Feb-2022'),
                            ('ZAN5358', '01-Jun-2025', '01-Jun-2028')):
        practice = b.look(nhi).patient['practice']
        for part in ('Kōwhai Health Limited', 'Dr Rangi Hēmi-Cross', start, end):
            holds(practice, part, f'practice of {nhi}')
        holds(' '.join(b.desk().text(nhi).out.split()), start, f'the text of {nhi}')


@row('NHI-GET-12', 'contact details')
def get_12(b):
    said = ' '.join(str(v) for v in b.look('ZKC4650').patient.values())
    for part in ('0215550177', '045550113', 'fetu.aumua@example.nz'):
        holds(said, part, 'what is told of the person')
        holds(b.desk().text('ZKC4650').out, part, 'the text')


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
    best_first(b, 'Robert Tasker-Bell', '1985-06-15', first='ZMP4241')


@row('NHI-Match-2', 'family name first, with a comma')
def match_2(b):
    best_first(b, 'TASKER-BELL, Robert', '1985-06-15', first='ZMP4241')


@row('NHI-Match-3', 'a middle name tells the right one better')
def match_3(b):
    plain = best_first(b, 'Robert Tasker-Bell', '1985-06-15', first='ZMP4241')
    found = best_first(b, 'Robert Ihaia Tasker-Bell', '1985-06-15', first='ZMP4241')
    check(found[0]['score'] > plain[0]['score'], 'the middle name made no difference')


@row('NHI-Match-4', 'a year of birth is enough')
def match_4(b):
    found = best_first(b, 'Robert Ihaia Tasker-Bell', '1985', first='ZMP4241')
    check(len(found) > 1, 'only one of those who are alike')


@row('NHI-Match-5', 'a year and month of birth')
def match_5(b):
    best_first(b, 'Robert Ihaia Tasker-Bell', '1985-06', first='ZMP4241')


@row('NHI-Match-6', 'birth dates as people write them')
def match_6(b):
    wanted = [c['nhi'] for c in candidates(match(b, 'Robert Tasker-Bell', '1985-06-15'))]
    for born in ('15-Jun-1985', '15/6/1985'):
        same([c['nhi'] for c in candidates(match(b, 'Robert Tasker-Bell', born))], wanted, f'candidates born {born}')


@row('NHI-Match-7', 'gender helps')
def match_7(b):
    with_gender = best_first(b, 'Robert Tasker-Bell', '1985-06-15', '--gender', 'male', first='ZMP4241')
    without = candidates(match(b, 'Robert Tasker-Bell', '1985-06-15'))
    check(with_gender[0]['score'] > without[0]['score'], 'gender made no difference')


@row('NHI-Match-8', 'name, birth date, gender, number, address and score of each')
def match_8(b):
    for c in candidates(match(b, 'Robert Tasker-Bell', '1985-06-15')):
        for field in ('nhi', 'family', 'given', 'born', 'gender', 'score'):
            check(c.get(field), f'{c["nhi"]} has no {field}')
        check(c['addresses'], f'{c["nhi"]} has no address')
    run = b.desk().ctl('match', '--name', 'Robert Tasker-Bell', '--born', '1985-06-15').must(0)
    out = ' '.join(run.out.split())
    for part in ('ZMP4241', 'TASKER-BELL', '15-Jun-1985', 'Male', '24 Warren Avenue'):
        holds(out, part, 'the text')
    matches(out, r'\b1[0-4][0-9]\b', 'the text has the score')


@row('NHI-Match-9', 'all nine are reachable')
def match_9(b):
    found = {c['nhi'] for c in candidates(match(b, 'Robert Tasker-Bell', '1985'))}
    nine = {p['nhi'] for p in b.drill.people() if 'NHI-Match: nine results, best first' in p.get('exercises', [])}
    same(len(nine), 9, 'people of the drill who are alike')
    check(nine <= found, f'missing: {sorted(nine - found)}')


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

def validate(b, nhi, name, born, *more):
    desk = b.desk()
    key = ('validate', nhi, name, born, more)
    if key not in desk.seen:
        run = desk.ctl('match', '--nhi', nhi, '--name', name, '--born', born, '--json', *more)
        desk.seen[key] = run
    return desk.seen[key]


def answer(run, status):
    return run.must(status).json['validation']


@row('NHI-Validate-1', 'positive: a number, a name and a birth date that belong together')
def validate_1(b):
    for born in ('1962-11-03', '3-Nov-1962'):
        told = answer(validate(b, 'ZJS7596', 'Ruth Hinerangi', born), 0)
        same((told['certain'], told['kind'], told['askedNhi'], told['nhi']), (True, 'certain', 'ZJS7596', 'ZJS7596'), 'validation')
        matches(told['sentence'], r'NHI is certain.*ZJS7596', 'sentence')
    told = answer(validate(b, 'ZJS7596', 'HINERANGI, Ruth', '1962-11-03', '--gender', 'female'), 0)
    check(told['certain'], 'with the gender')
    run = b.desk().ctl('match', '--nhi', 'zjs 7596', '--name', 'Ruth Hinerangi', '--born', '1962-11-03').must(0)
    same(run.out.strip(), told['sentence'], 'the text')


@row('NHI-Validate-request', 'the request: certain matches alone, the number, who asks; nothing in the URL')
def validate_request(b):
    asked = [r for r in validate(b, 'ZJS7596', 'Ruth Hinerangi', '1962-11-03').requests if r['service'] == 'nhi']
    same([(r['method'], r['path'], r['query']) for r in asked], [('POST', '/nhi/Patient/$match', '')], 'requests to NHI')
    same(asked[0]['headers']['userid'], '91ZZXN', 'userid')
    check(asked[0]['headers'].get('x-correlation-id'), 'no correlation id')
    for words in (('--nhi', 'ZJS7596'), ('--nhi', 'ZJS7596', '--name', 'Ruth Hinerangi'), ('--nhi', 'ZJS7596', '--born', '1962'),
                  ('--nhi', 'ZJS759', '--name', 'Ruth Hinerangi', '--born', '1962')):
        run = b.desk().ctl('match', *words).must(2)
        same([r for r in run.requests if r['service'] == 'nhi'], [], 'requests for half a question')


@row('NHI-Validate-3', 'negative: said as what it is, and no record opened')
def validate_3(b):
    for nhi, name, born in (('ZJK9604', 'Ruth Hinerangi', '1962-11-03'), ('ZJS7596', 'Ruth Hinerangi', '1962-11-04'),
                            ('ZJS7596', 'Rita Hinerangi', '1962-11-03'), ('ZZZ0008', 'Ruth Hinerangi', '1962-11-03')):
        run = validate(b, nhi, name, born)
        told = answer(run, 4)
        same((told['certain'], told['kind'], told['askedNhi'], told['nhi']), (False, 'no-certain-match', nhi, None), 'validation')
        matches(told['sentence'], rf'NHI does not confirm {nhi}.*no certain match', 'sentence')
        lacks(told['sentence'], 'is certain', 'sentence')
        same([r['path'] for r in run.requests if r['service'] in ('sdhr', 'air', 'mws', 'mdr')], [], 'clinical requests')
    run = b.desk().ctl('match', '--nhi', 'ZJK9604', '--name', 'Ruth Hinerangi', '--born', '1962-11-03').must(4)
    matches(run.out, r'^NHI does not confirm ZJK9604', 'the text')


@row('NHI-Validate-dormant', 'a dormant number is confirmed, and the live one told')
def validate_dormant(b):
    told = answer(validate(b, 'ZAA0962', 'Jonathan Okeby', '1931'), 0)
    same((told['certain'], told['kind'], told['nhi']), (True, 'linked', 'ZAT2496'), 'validation')
    matches(told['sentence'], r'ZAA0962 is no longer in use.*ZAT2496', 'sentence')


@row('NHI-Validate-silence', 'refused and unanswered are not negatives')
def validate_silence(b):
    drill = Drill()
    desk = Desk(drill, 'hparata')
    words = ('match', '--nhi', 'ZJS7596', '--name', 'Ruth Hinerangi', '--born', '1962-11-03', '--json')
    try:
        for fault, status in (('503', 5), ('reset', 5), ('html', 5)):
            drill.fault('nhi', fault)
            run = desk.ctl(*words).must(status)
            same(run.out, '', f'stdout under {fault}')
            lacks(run.err, 'does not confirm', 'message')
            matches(run.err, r"NHI did not answer|NHI's answer could not be read", 'message')
            drill.heal()
        drill.state('ZJS7596', 'nhi', 'refused')
        run = desk.ctl(*words).must(3)
        same(run.out, '', 'stdout when refused')
        matches(run.err, r'NHI refused this request \(403\)', 'message')
    finally:
        desk.close()
        drill.close()


if __name__ == '__main__':
    sys.exit(row.run(Setting()))
