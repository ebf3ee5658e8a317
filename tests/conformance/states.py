"""states.py: every result state of the record: its name, its sentence, and what it must not claim

SPDX-License-Identifier: GPL-3.0-or-later
"""
import sys

from bench import EVERY_TYPE, Rows, Setting, check, current_allergies, holds, lacks, matches, same

row = Rows()
UUID = r'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
NONE = r'{} has no {} recorded for this person\. That is not the same as none\.$'


def empty(summary, section, source):
    """Nothing of this source is listed."""
    same([e['title'] for e in summary.entries(section, source)], [], f'{section} of {source}')


@row('state: whole, some', 'every record came: live, and when')
def whole_some(b):
    s = b.look('ZKC7284')
    line = s.must_be('allergies', 'sdhr', 'whole', r'SDHR · live, answered \d\d:\d\d$', complete=True)
    same((line['total'], line['received'], line['httpStatus']), (2, 2, 200), 'numbers')
    s.must_be('allergies', 'mws', 'whole', r'MWS · live, answered \d\d:\d\d$')
    same(s.label['kind'], 'known', 'label')
    check(not s.label['qualifiers'], 'nothing qualifies this label')


@row('state: whole, none', 'nothing recorded is not none')
def whole_none(b):
    s = b.look('ZLR3250')
    line = s.must_be('allergies', 'sdhr', 'whole', NONE.format('SDHR', 'allergies'), complete=True)
    same((line['total'], line['received']), (0, 0), 'numbers')
    s.must_be('conditions', 'sdhr', 'whole', NONE.format('SDHR', 'conditions'))
    s.must_be('medicines', 'mdr', 'whole', NONE.format('MDR', 'medicines'))
    same((s.label['kind'], s.label['text']), ('not-recorded', 'Allergies not recorded'), 'label')
    text = b.desk().text('ZLR3250').out
    holds(text, 'Allergies not recorded')
    lacks(text.lower(), 'no known allergies')
    lacks(text.lower(), 'none known')


@row('state: redacted', 'how many are held back, of how many')
def redacted(b):
    s = b.look('ZDR1042')
    s.must_be('allergies', 'sdhr', 'redacted',
              r'SDHR is holding back 1 of 2 records marked confidential\.$', complete=False)
    s.must_be('conditions', 'sdhr', 'redacted',
              r'SDHR is holding back 1 of 3 records marked confidential\.$', complete=False)
    check('some-not-shown' in s.label['qualifiers'], 'the label says that some are not shown')
    check('Haloperidol' not in s.run.out and 'Bipolar' not in s.run.out, 'a record held back is shown')


@row('state: redacted', 'all of it: neither none nor not recorded')
def redacted_all(b):
    s = b.look('ZDR1069')
    line = s.must_be('allergies', 'sdhr', 'redacted',
                     r'SDHR is holding back 1 of 1 records? marked confidential\.$', complete=False)
    same((line['total'], line['received']), (1, 0), 'numbers')
    empty(s, 'allergies', 'sdhr')
    same(s.label['kind'], 'unavailable', 'label')


@row('state: withheld-at-source', 'ring the practice; emergency access cannot show them')
def withheld(b):
    s = b.look('ZDR1085')
    sentence = (r'This person asked a practice to keep some records out of SDHR\. '
                r'Emergency access cannot show them; ring the practice\.$')
    s.must_be('conditions', 'sdhr', 'withheld-at-source', sentence, complete=False)
    s.must_be('observations', 'sdhr', 'withheld-at-source', sentence, complete=False)
    same([e['title'] for e in s.entries('conditions')], ['Asthma'], 'what was not withheld')
    empty(s, 'observations', 'sdhr')
    s.must_be('allergies', 'sdhr', 'whole', complete=True)
    same(s.json['emergencyAccess']['offered'], False, 'emergency access where it can show nothing')


@row('state: opted-out-global', 'the choice, in plain words; other sources unharmed')
def opted_out(b):
    s = b.look('ZMW9001')
    for section in ('allergies', 'conditions', 'observations', 'encounters'):
        s.must_be(section, 'sdhr', 'opted-out-global', r'This person has chosen not to share through SDHR\.$', complete=False)
        empty(s, section, 'sdhr')
    s.must_be('allergies', 'mws', 'whole')
    same(s.line('allergies', 'sdhr')['httpStatus'], 403, 'HTTP status')
    same(s.label['kind'], 'known', 'the MWS warning is told')
    same(s.json['emergencyAccess']['offered'], False, 'emergency access where it can show nothing')


@row('state: opted-out-facility', 'asked from the facility that is left out')
def opted_out_facility(b):
    s = b.look('ZDR1093')
    for section in ('allergies', 'conditions'):
        s.must_be(section, 'sdhr', 'opted-out-facility', r'This person has chosen not to share records from .+\.$',
                  complete=False)
        empty(s, section, 'sdhr')
    same(s.label['kind'], 'unavailable', 'label')


@row('state: opted-out-facility', 'asked from elsewhere: that facility left out is said')
def opted_out_facility_elsewhere(b):
    s = b.desk('mokeefe').look('ZDR1093')
    s.must_be('allergies', 'sdhr', 'withheld-at-source', complete=False)
    same([e['title'] for e in s.entries('allergies', 'sdhr')], ['Allergy to cephalosporin'], 'the rest is shown')
    check('some-not-shown' in s.label['qualifiers'], 'the label says that some are not shown')


@row('state: opted-out-domain', 'which kind of record is not shared')
def opted_out_domain(b):
    s = b.desk('every-type', 'hparata', b.site().service('sdhr', Resources=EVERY_TYPE)).look('ZDR1107')
    s.must_be('medicines', 'sdhr', 'opted-out-domain',
              r'This person has chosen not to share medicines through SDHR\.$', complete=False)
    s.must_be('immunisations', 'sdhr', 'opted-out-domain',
              r'This person has chosen not to share immunisations through SDHR\.$', complete=False)
    s.must_be('medicines', 'mdr', 'whole')
    s.must_be('conditions', 'sdhr', 'whole', complete=True)


@row('state: deceased', 'with the date, and that SDHR returns nothing')
def deceased(b):
    s = b.look('ZAT2348')
    for section in ('allergies', 'conditions', 'observations'):
        s.must_be(section, 'sdhr', 'deceased', r'Recorded as deceased on 18-Oct-2016\. SDHR returns no records\.$',
                  complete=False)
    same(s.patient['deceased'], '2016-10-18', 'date of death as received')
    check(any('deceased on 18-Oct-2016' in n for n in s.patient['notices']), 'the banner tells of the death')
    same(s.label['kind'], 'unavailable', 'label')
    same(s.json['emergencyAccess']['offered'], False, 'emergency access where it can show nothing')


def participation(b, nhi):
    s = b.look(nhi)
    s.must_be('conditions', 'sdhr', 'participation-unknown',
              r'SDHR has no sharing choice on file for this person, and returns nothing\.$', complete=False)
    s.must_be('allergies', 'sdhr', 'participation-unknown', complete=False)
    return s


@row('state: participation-unknown', 'no choice on file')
def participation_unknown(b):
    same(participation(b, 'ZDR1115').label['kind'], 'known', 'MWS still tells')


@row('state: participation-unknown', 'the older spelling of the code')
def participation_unknown_older(b):
    same(participation(b, 'ZDR1123').label['kind'], 'unavailable', 'label')


@row('state: locked', 'the history is being loaded: try again')
def locked(b):
    s = b.look('ZMW8001')
    s.must_be('allergies', 'sdhr', 'locked',
              r"SDHR is loading this person.s history\. Try again in a few minutes\.$", complete=False)
    same(s.label['kind'], 'unavailable', 'label')


@row('state: restricted-register', 'restricted by the person, and not empty')
def restricted(b):
    s = b.look('ZFE35PQ')
    s.must_be('immunisations', 'air', 'restricted-register',
              r'This person has restricted their immunisation record\.$', complete=False)
    empty(s, 'immunisations', 'air')
    lacks(s.line('immunisations', 'air')['sentence'], 'no immunisations recorded')


@row('state: refused', 'the status and the reference to quote')
def refused(b):
    s = b.look('ZDR1131')
    for section, source in (('allergies', 'sdhr'), ('allergies', 'mws'), ('medicines', 'mdr'), ('conditions', 'sdhr')):
        line = s.must_be(section, source, 'refused',
                         source.upper() + r' refused this request \(403\)\. Reference ' + UUID + r'\.$', complete=False)
        sent = [r for r in s.requests if r['headers']['x-correlation-id'] == line['correlationId']]
        check(sent and sent[0]['service'] == source, f'the reference of {section}/{source} is not what was sent')
    same(s.label['kind'], 'unavailable', 'label')


@row('state: throttled', 'how long to wait, and it waits')
def throttled(b):
    s = b.look('ZDR1140')
    s.must_be('allergies', 'sdhr', 'throttled', r'SDHR asks us to wait 1[12] s\.$', complete=False)
    asked = [r['path'] for r in s.requests if r['service'] == 'sdhr']
    same(len(asked), len(set(asked)), 'a kind of record asked for again inside the window')
    same(s.label['kind'], 'known', 'the MWS warning is told')


@row('state: no-answer', 'the server broke: said with the reference')
def no_answer(b):
    s = b.look('ZDR1158')
    line = s.must_be('observations', 'sdhr', 'no-answer',
                     r'SDHR did not answer \(server error 500, \d\d:\d\d\)\. Reference ' + UUID + r'\.$', complete=False)
    same(line['httpStatus'], 500, 'HTTP status')
    s.must_be('allergies', 'sdhr', 'whole')


@row('state: not-available', 'a kind of record that the service does not offer')
def not_available(b):
    b.look('ZDR1158').must_be('encounters', 'sdhr', 'not-available',
                              r'This service does not offer encounters\.$', complete=False)


@row('state: asking', 'printed before a source answered: not none, not recorded either')
def asking(b):
    b.drill.heal()
    b.drill.fault('sdhr', 'latency', ms=6000)
    try:
        desk = b.desk('hasty', 'hparata')
        none = desk.summary('ZLR3250', '--timeout', '1')
        some = desk.summary('ZLR3268', '--timeout', '1')
    finally:
        b.drill.heal()
    none.must_be('allergies', 'sdhr', 'asking', r'Asking SDHR…$', complete=False)
    same((none.label['kind'], none.label['qualifiers']), ('unavailable', ['still-asking']), 'label')
    some.must_be('allergies', 'mws', 'whole')
    same(some.label['kind'], 'known', 'what is known already is told')
    check('still-asking' in some.label['qualifiers'], 'the label does not say that it may grow')


@row('state: not-set-up', 'a service this site does not have')
def not_set_up(b):
    desk = b.desk('no-mws', 'hparata', b.site().drop('Service mws').drop('Service air'))
    s = desk.look('ZLR3250')
    lines = [line for section, line in s.lines() if line['source'] in ('mws', 'air')]
    check(lines, 'a service that is not set up is not told of')
    for line in lines:
        same(line['state'], 'not-set-up', f'state of {line["source"]}')
        matches(line['sentence'], r'^(MWS|AIR) is not set up here\.$', 'sentence')
    same([r for r in s.requests if r['service'] in ('mws', 'air')], [], 'requests to what is not set up')
    check(s.label['kind'] in ('not-recorded', 'unavailable'), f'label {s.label}')


@row('state: saved-copy', 'of when, and how old; never complete')
def saved_copy(b):
    desk = b.desk('saver', 'hparata')
    live = desk.look('ZKC7284')
    s = desk.look('ZKC7284', '--offline')
    same([r['path'] for r in s.requests if r['service'] in ('nhi', 'sdhr', 'air', 'mws', 'mdr', 'shared-care')], [],
         'requests while offline')
    for section in ('allergies', 'conditions', 'observations', 'encounters'):
        line = s.must_be(section, 'sdhr', 'saved-copy',
                         r'Saved copy of \d\d-\w{3}-\d{4} \d\d:\d\d \((less than )?\d+ min old\)', complete=False)
        check(line['savedAt'], 'a saved copy without its time')
        same([e['title'] for e in s.entries(section, 'sdhr')], [e['title'] for e in live.entries(section, 'sdhr')],
             f'{section}: the copy')
    check('saved-copy' in s.label['qualifiers'], 'the label says that it is of a saved copy')
    same(s.label['count'], live.label['count'], 'count of the label')
    same((s.patient['family'], s.patient['born']), ('WESTBROOK', '1971-02-05'), 'saved demographics')


@row('state: not-saved', 'a part without a copy says so')
def not_saved(b):
    desk = b.desk('part-saver', 'hparata', b.site().service('mws', Retention='none', Agreement=''))
    desk.look('ZKC7284')
    s = desk.look('ZKC7284', '--offline')
    s.must_be('allergies', 'mws', 'not-saved', r'Not saved on this device\.$', complete=False)
    s.must_be('allergies', 'sdhr', 'saved-copy')
    empty(s, 'allergies', 'mws')


@row('state: not-saved', 'a person not saved at all opens nothing')
def nobody_saved(b):
    run = b.desk().ctl('summary', 'ZLR3268', '--reason', 'LR1', '--offline', '--json').must(5)
    lacks(run.out.lower(), 'known allerg')
    holds(run.err.lower(), 'not saved on this device', 'message')


@row('state: messages', 'all sentences reach people as text too')
def as_text(b):
    for nhi in ('ZDR1042', 'ZDR1085', 'ZMW9001', 'ZAT2348', 'ZFE35PQ'):
        s, out = b.look(nhi), ' '.join(b.desk().text(nhi).out.split())
        for _, line in s.lines():
            if line['state'] not in ('whole', 'no-answer', 'refused'):
                holds(out, line['sentence'], f'the text of {nhi}')
        holds(out, s.label['text'], f'the text of {nhi}')


@row('state: agreement', 'sentences, section flags and the allergy label agree for every person of the drill')
def agreement(b):
    people = b.drill.people()
    check(len(people) > 35, f'only {len(people)} people in the drill')
    for person in people:
        s = b.look(person['nhi'])        # check_truth() looks at all three
        label, real = s.label, current_allergies(s)
        check(label['count'] <= len(real) if label['kind'] == 'known' else not real,
              f'{person["nhi"]}: {label["text"]} over {len(real)} rows')
        told = [w for w in ('negation',) if any(w in e['marks'] for e in s.entries('allergies'))]
        if label['kind'] == 'none-known':
            check(told, f'{person["nhi"]}: none known without a statement')


if __name__ == '__main__':
    sys.exit(row.run(Setting()))
