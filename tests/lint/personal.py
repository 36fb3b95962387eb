"""Personal data is a name, a contact, consent and an organisation. No message field, no enum value
and no column is named after what else a person is, believes, suffers from, or where he stays."""
import re

from source import SQL_PARTS, Finding, blank, files, lines, read

# Whole words of an identifier (blood_type is "blood" and "type").
DENIED = {
    "ethnic origin": "ethnic ethnicity ethnicities race races racial tribe tribal caste ancestry "
                     "minority minorities nationality hukou",
    "religion": "religion religions religious faith belief beliefs creed church mosque worship",
    "health of a person": "health medical medicine diagnosis diagnoses disease diseases illness "
                          "disability disabilities disabled patient patients pregnant pregnancy "
                          "hiv blood allergy allergies vaccination vaccinated symptom symptoms",
    "biometrics": "biometric biometrics fingerprint fingerprints iris retina voiceprint dna genome "
                  "genetic faceprint selfie photo portrait",
    "location of a person": "location locations latitude longitude lat lng gps geolocation geo "
                            "geohash whereabouts coordinates homeplace birthplace",
    "political opinion": "political politics politician ideology vote votes petition union "
                         "membership",
    "sexual life": "sex sexual sexuality orientation gender marital",
    "identity papers": "passport ssn birthdate birthday birth dob",
}
WORDS = {word: kind for kind, words in DENIED.items() for word in words.split()}
REMEDY = "drop it: personal data is a name, a contact, consent, an organisation"
# Words about things, not persons, that the API needs: file ending and identifier, with the reason.
ALLOWED = {}


def parts(identifier):
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", identifier)
    return [part.lower() for part in spaced.split("_") if part]


def check_text(path, code):
    for number, line in lines(code):
        for identifier in re.findall(r"[A-Za-z]\w*", line):
            if (path, identifier) in ALLOWED:
                continue
            for part in parts(identifier):
                if part in WORDS:
                    yield Finding(path, number, f"'{identifier}' speaks of {WORDS[part]}", REMEDY)


def check(root):
    for path in files(root, ".proto", under="proto/caravan"):
        yield from check_text(path, blank(read(root, path), strings=False))
    for path in files(root, ".sql"):
        yield from check_text(path, blank(read(root, path), strings=False, parts=SQL_PARTS))
