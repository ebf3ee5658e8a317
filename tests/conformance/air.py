"""air.py: AIR compliance tests, reader and base (AIR guide 2.0.0)

SPDX-License-Identifier: GPL-3.0-or-later
"""
import re
import sys
import urllib.parse

from bench import Rows, Setting, check, holds, lacks, matches, same

row = Rows()


def given(s, source='air', group=None):
    return s.entries('immunisations', source, group)


def air_requests(s):
    return [r for r in s.requests if r['service'] == 'air']


@row('AIR-Reader-1', 'live and dormant numbers in one answer')
def reader_1(b):
    for asked, numbers in (('ZAT2496', {'ZAT2496', 'ZAT2518'}), ('ZAT2518', {'ZAT2496', 'ZAT2518'}),
                           ('ZDH3335', {'ZDH3335', 'ZDH3343', 'ZDH3351'}), ('ZDH3343', {'ZDH3335', 'ZDH3343', 'ZDH3351'})):
        s = b.look(asked)
        same({e['nhi'] for e in given(s)}, numbers, f'numbers, asked as {asked}')
        s.must_be('immunisations', 'air', 'whole')
        for number in numbers:
            holds(b.desk().text(asked).out, number, f'the text, asked as {asked}') if asked == 'ZDH3335' else None


@row('AIR-Reader-2', 'number, status, reason, vaccine, product, dose, indication, date and time')
def reader_2(b):
    s = b.look('ZDH3513')
    first = next(e for e in given(s) if e['dose'] == 'Dose 0')
    same((first['nhi'], first['status'], first['title']), ('ZDH3513', 'completed', 'MMR'), 'what')
    same(first['dates']['given'], '2025-07-01T03:30:00+00:00', 'when, as received')
    said = str(first)
    for part in ('Priorix', 'A69CD012BQ', 'Left Vastus Lateralis', 'Subcutaneous', 'Influenza, eligible criteria',
                 '95ZDRE', '6 months'):
        holds(said, part, 'the entry')
    out = b.desk().text('ZDH3513').out
    matches(out, r'01-Jul-2025 15:30', 'the time in New Zealand')
    lacks(out, 'Dose 99', 'the text')


@row('AIR-Reader-2', 'each of them of one event')
def reader_2_all(b):
    s = b.look('ZDH3769')
    event = given(s)[0]
    same((event['nhi'], event['status'], event['title'], event['dose']), ('ZDH3769', 'completed', 'DTaP-IPV', 'Dose 1'), 'event')
    same((event['dates']['given'], event['dates']['expires']), ('2021-02-03T21:30:00+00:00', '2022-06-30'), 'dates')
    out = ' '.join(b.desk().text('ZDH3769').out.split())
    for part in ('DTaP-IPV', 'Infanrix IPV', 'Dose 1', '4 years', 'AC20B3', 'Left Deltoid', '04-Feb-2021 10:30', 'reason: Given'):
        holds(out, part, 'the text')


@row('AIR-Reader-2', '98 is no dose number, 99 is dose 0; neither is shown as a number')
def reader_2_doses(b):
    for entry in given(b.look('ZJM9567')):
        same(entry['dose'], 'dose number not recorded', entry['title'])
    same({e['dose'] for e in given(b.look('ZDH3513'))}, {'Dose 0', 'Dose 1'}, 'doses')


@row('AIR-Reader-3', 'nothing of the longest fields is cut')
def reader_3(b):
    holds(str(given(b.look('ZBE4905'))[0]), 'LOT-0123456789-ABCDEFGHIJ-KLMNOPQRST', 'the entry')
    holds(str(given(b.look('ZDH3530'))), 'LOT-ABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'the entry')
    out = ' '.join(b.desk().text('ZDH3530').out.split())
    holds(out, 'LOT-ABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'the text')
    out = ' '.join(b.desk().text('ZBE4905').out.split())
    holds(out, 'LOT-0123456789-ABCDEFGHIJ-KLMNOPQRST', 'the text')
    lacks(out, '…', 'the text')


@row('AIR-Reader-4', 'a restricted record is said to be restricted')
def reader_4(b):
    s = b.look('ZFE35PQ')
    s.must_be('immunisations', 'air', 'restricted-register',
              r'This person has restricted their immunisation record\.$', complete=False)
    same(given(s), [], 'entries')
    out = ' '.join(b.desk().text('ZFE35PQ').out.split())
    holds(out, 'This person has restricted their immunisation record.', 'the text')
    lacks(out, 'AIR has no immunisations', 'the text')


@row('AIR-Reader-5', 'no records is said, and is not the same as restricted')
def reader_5(b):
    s = b.look('ZUA48EH')
    s.must_be('immunisations', 'air', 'whole',
              r'AIR has no immunisations recorded for this person\. That is not the same as none\.$')
    lacks(b.desk().text('ZUA48EH').out, 'restricted', 'the text')


@row('AIR-Reader-6', 'all 32 events are reachable')
def reader_6(b):
    for nhi in ('ZMM8637', 'ZMM7002'):
        s = b.look(nhi)
        line = s.must_be('immunisations', 'air', 'whole')
        same((line['received'], len(given(s))), (32, 32), f'events of {nhi}')
    s = b.look('ZMM8637')
    out = b.desk().text('ZMM8637').out
    dated = [e for e in s.entries('immunisations') if e['dates'].get('given')]
    same(len(re.findall(r'^ +given', out, re.M)), len(dated), 'events with a date in the text')


@row('AIR-Reader-7', 'no display: the code; an unknown code: itself, never dropped')
def reader_7(b):
    s = b.look('ZDR12AQ')
    same(len(given(s)), 4, 'events')
    titles = {e['dates']['given']: e for e in given(s)}
    check(titles['2019-06-01']['title'], 'an event without a title')
    check(any(c['code'] == '43' for c in titles['2019-06-01']['codes']), 'code 43 is gone')
    matches(titles['2019-07-01']['title'], r'999|[Uu]nknown', 'title of an unknown code')
    check(any('code-display-mismatch' in m or 'code-text-mismatch' in m for e in given(s) for m in e['marks']),
          'the product whose display contradicts its code is not marked')
    for nhi, n in (('ZDH3530', 2), ('ZKC4641', 2)):
        events = given(b.look(nhi))
        same(len(events), n, f'events of {nhi}')
        check(all(e['title'] for e in events), f'an event of {nhi} without a title')
    same(titles['1992']['dates']['given'], '1992', 'a year stays a year')


@row('AIR-Reader-8', 'not done is said first, with the reason; nothing is filtered out')
def reader_8(b):
    s = b.look('ZKL2308')
    same(len(given(s)), 10, 'events')
    not_done = [e for e in given(s) if e['status'] == 'not-done']
    same(len(not_done), 5, 'events not done')
    for entry in not_done:
        check('not-done' in entry['marks'], f'{entry["title"]} is not marked')
        matches(entry['title'], r'^[^:]+: ', 'the title begins with why')
    titles = ' '.join(e['title'] for e in not_done)
    for why in ('Declined by parent', 'Permanent contraindication', 'Immune'):
        holds(titles, why, 'titles')
    wrong = [e for e in given(s) if e['status'] == 'entered-in-error']
    same([e['group'] for e in wrong], ['apart'], 'entered in error')
    form = urllib.parse.parse_qs(air_requests(s)[0]['form'])
    same(sorted(form), ['patient'], 'nothing is left out by the request')
    holds(b.desk().text('ZKL2308').out, 'Declined by parent', 'the text')
    for nhi, n in (('ZMN6354', 2), ('ZMM8521', 3)):
        events = given(b.look(nhi))
        same([e['status'] for e in events], ['not-done'] * n, f'events of {nhi}')
        check(all('not-done' in e['marks'] and ': ' in e['title'] for e in events), f'reasons of {nhi}')


@row('AIR-Base-1', 'roles: who is not clinical does not reach AIR')
def base_1(b):
    run = b.desk('owiremu').ctl('summary', 'ZKL2308', '--reason', 'LR1', '--json').must(3)
    same([r['path'] for r in run.requests if r['service'] == 'air'], [], 'requests to AIR')


@row('AIR-Base-2', 'Request-Context is right and whole')
def base_2(b):
    requests = air_requests(b.look('ZKL2308'))      # each was compared with the roster on arrival
    same(len(requests), 1, 'requests to AIR')
    headers = requests[0]['headers']
    same(headers['requestContext']['userIdentifier'], 'hparata', 'user')
    same(headers['requestContext']['purposeOfUse'], ['TREAT'], 'purpose')
    check(headers['content-type'].startswith('application/x-www-form-urlencoded'), 'the search is a form')
    same(headers['api-version'], '2', 'Api-Version')
    same(headers['facilityid'], headers['requestContext']['facilityIdentifier'], 'FacilityId')


@row('AIR-Base-3', 'Request-Context follows the user who is signed in')
def base_3(b):
    users = {}
    for user in ('hparata', 'mokeefe', 'tfaleolo'):
        context = air_requests(b.desk(user).look('ZUA48EH'))[0]['headers']['requestContext']
        users[user] = (context['userIdentifier'], context['secondaryIdentifier']['value'], context['userFullName'])
    same(users, {'hparata': ('hparata', '91ZZXN', 'Dr Hinemoa Parata-Ellis'), 'mokeefe': ('mokeefe', '90ZZLP', 'Maeve O’Keefe'),
                 'tfaleolo': ('tfaleolo', '99ZZFX', 'Dr Tavita Faleolo')}, 'who asked')


@row('AIR-Base-4', 'each request has its own correlation id, a UUID')
def base_4(b):
    summaries = [b.look(nhi) for nhi in ('ZKL2308', 'ZMM8637', 'ZUA48EH', 'ZFE35PQ')]
    ids = [r['headers']['x-correlation-id'] for s in summaries for r in s.requests]
    check(len(ids) > 20, f'only {len(ids)} requests')
    same(len(ids), len(set(ids)), 'different correlation ids')
    line = summaries[0].line('immunisations', 'air')
    same(line['correlationId'], air_requests(summaries[0])[0]['headers']['x-correlation-id'], 'the id told')


@row('AIR-Base-5', 'errors are for people, with a reference')
def base_5(b):
    for fault, words in (('500', 'server error 500'), ('html', 'not a health record'), ('line-down', None)):
        if words is None:
            continue
        b.drill.heal()
        b.drill.fault('air', fault)
        try:
            s = b.desk('errors', 'hparata').look('ZKL2308' if fault == '500' else 'ZMM8637')
        finally:
            b.drill.heal()
        line = s.must_be('immunisations', 'air', 'no-answer', r'AIR did not answer \(.+\)\. Reference [0-9a-f-]{36}\.$')
        holds(line['sentence'], words, 'sentence')
        for part in ('OperationOutcome', 'exception', '<', '{'):
            lacks(line['sentence'], part, 'sentence')
    s = b.look('ZMW9001')                 # 422: the number does not pass AIR's checksum
    s.must_be('immunisations', 'air', 'refused', r'AIR refused this request as not valid \(422\)\. Reference ', complete=False)


@row('AIR-Base-6', '429: told to wait, and it waits')
def base_6(b):
    b.drill.heal()
    b.drill.fault('air', '429', ms=20000)
    try:
        s = b.desk('limited', 'hparata').look('ZKL2308')
    finally:
        b.drill.heal()
    s.must_be('immunisations', 'air', 'throttled', r'AIR asks us to wait (19|20) s\.$', complete=False)
    same(len(air_requests(s)), 1, 'requests to AIR')


if __name__ == '__main__':
    sys.exit(row.run(Setting()))
