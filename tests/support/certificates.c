#include "support/certificates.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define DAY_S 86400

struct authority {
    X509 *cert;
    EVP_PKEY *key;
};

struct wish {
    const char *file;
    const char *name;  /* CN */
    const char *names; /* subjectAltName, as OpenSSL's configuration writes it; NULL: none */
    const char *use;   /* extendedKeyUsage; NULL: an authority */
    bool expired;
    bool nul;
};

static void must(bool good, const char *what)
{
    if (good)
        return;
    (void)fprintf(stderr, "certificates: %s\n", what);
    exit(1);
}

static FILE *create(const char *folder, const char *name, const char *end, mode_t mode)
{
    char path[512];
    FILE *file;

    (void)snprintf(path, sizeof(path), "%s/%s%s", folder, name, end);
    file = fopen(path, "w");
    must(file != NULL && fchmod(fileno(file), mode) == 0, path);
    return file;
}

static void write_key(const char *folder, const char *name, EVP_PKEY *key, mode_t mode)
{
    FILE *file = create(folder, name, ".key", mode);

    must(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1, name);
    must(fclose(file) == 0, name);
}

static void extend(X509 *cert, X509 *issuer, int what, const char *value)
{
    X509V3_CTX context;
    X509_EXTENSION *extension;

    X509V3_set_ctx(&context, issuer, cert, NULL, NULL, 0);
    extension = X509V3_EXT_conf_nid(NULL, &context, what, value);
    must(extension != NULL && X509_add_ext(cert, extension, -1) == 1, value);
    X509_EXTENSION_free(extension);
}

static void add_nul_name(X509 *cert)
{
    static const char NAME[] = "scanner\0.evil.test";
    GENERAL_NAMES *names = GENERAL_NAMES_new();
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_IA5STRING *text = ASN1_IA5STRING_new();

    must(names != NULL && name != NULL && text != NULL, "names");
    must(ASN1_STRING_set(text, NAME, sizeof(NAME) - 1) == 1, "name");
    GENERAL_NAME_set0_value(name, GEN_DNS, text);
    must(sk_GENERAL_NAME_push(names, name) == 1, "name");
    must(X509_add1_ext_i2d(cert, NID_subject_alt_name, names, 0, 0) == 1, "name");
    GENERAL_NAMES_free(names);
}

static void fill(X509 *cert, X509 *issuer, const struct wish *wish, EVP_PKEY *key)
{
    static long serial;
    X509_NAME *subject = X509_get_subject_name(cert);
    time_t now = time(NULL);
    time_t from = now - 10 * DAY_S;
    time_t until = wish->expired ? now - DAY_S : now + 3650L * DAY_S;

    must(X509_set_version(cert, 2) == 1, "version");
    must(ASN1_INTEGER_set(X509_get_serialNumber(cert), ++serial) == 1, "serial");
    must(ASN1_TIME_set(X509_getm_notBefore(cert), from) != NULL, "from");
    must(ASN1_TIME_set(X509_getm_notAfter(cert), until) != NULL, "until");
    must(X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_ASC, (const unsigned char *)"hub", -1,
                                    -1, 0) == 1,
         "O");
    must(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)wish->name,
                                    -1, -1, 0) == 1,
         "CN");
    must(X509_set_issuer_name(cert, X509_get_subject_name(issuer)) == 1, "issuer");
    must(X509_set_pubkey(cert, key) == 1, "key");
    extend(cert, issuer, NID_basic_constraints,
           wish->use == NULL ? "critical,CA:TRUE" : "critical,CA:FALSE");
    if (wish->use != NULL)
        extend(cert, issuer, NID_ext_key_usage, wish->use);
    if (wish->names != NULL)
        extend(cert, issuer, NID_subject_alt_name, wish->names);
    if (wish->nul)
        add_nul_name(cert);
}

/* `above` NULL: signs itself. The file holds it and `above`, if that is not the root. */
static struct authority issue(const char *folder, const struct authority *above, bool with_above,
                              const struct wish *wish)
{
    struct authority made = {X509_new(), EVP_EC_gen("P-256")};
    FILE *file;

    must(made.cert != NULL && made.key != NULL, wish->file);
    fill(made.cert, above == NULL ? made.cert : above->cert, wish, made.key);
    must(X509_sign(made.cert, above == NULL ? made.key : above->key, EVP_sha256()) > 0, "sign");
    file = create(folder, wish->file, ".pem", 0644);
    must(PEM_write_X509(file, made.cert) == 1, wish->file);
    must(!with_above || PEM_write_X509(file, above->cert) == 1, wish->file);
    must(fclose(file) == 0, wish->file);
    write_key(folder, wish->file, made.key, 0600);
    return made;
}

static void forget(struct authority authority)
{
    X509_free(authority.cert);
    EVP_PKEY_free(authority.key);
}

static void append(const char *folder, const char *name, X509 *cert)
{
    char path[512];
    FILE *file;

    (void)snprintf(path, sizeof(path), "%s/%s.pem", folder, name);
    file = fopen(path, "a");
    must(file != NULL && PEM_write_X509(file, cert) == 1 && fclose(file) == 0, path);
}

/* A client below four authorities, of which the root knows only the first. */
static void make_deep(const char *folder, const struct authority *root)
{
    struct authority chain[4];
    const struct authority *above = root;
    struct authority client;

    for (int i = 0; i < 4; i++) {
        char name[16];

        (void)snprintf(name, sizeof(name), "between-%d", i);
        chain[i] = issue(folder, above, false, &(struct wish){.file = name, .name = name});
        above = &chain[i];
    }
    client = issue(folder, above, false,
                   &(struct wish){.file = "deep", .name = "deep", .use = "clientAuth"});
    for (int i = 3; i >= 0; i--) {
        append(folder, "deep", chain[i].cert);
        forget(chain[i]);
    }
    forget(client);
}

#define SERVER_NAMES "DNS:localhost,DNS:caravan.test,DNS:*.wild.test,IP:127.0.0.1"
#define CLIENT_NAMES "DNS:scanner-7.hub.test,URI:spiffe://hub/scanner-7,IP:10.0.0.7"

void certificates_make(const char *folder)
{
    static const struct wish OURS[] = {
        {.file = "server-2", .name = "server", .names = SERVER_NAMES, .use = "serverAuth"},
        {.file = "expired",
         .name = "server",
         .names = "DNS:localhost",
         .use = "serverAuth",
         .expired = true},
        {.file = "client", .name = "scanner-7", .names = CLIENT_NAMES, .use = "clientAuth"},
        {.file = "nul", .name = "scanner", .use = "clientAuth", .nul = true},
        {.file = "no-names", .name = "localhost", .use = "serverAuth"},
        {.file = "wrong-use", .name = "scanner", .use = "serverAuth"},
    };
    struct authority ca = issue(folder, NULL, false, &(struct wish){.file = "ca", .name = "ca"});
    struct authority other =
        issue(folder, NULL, false, &(struct wish){.file = "other-ca", .name = "other"});
    struct authority server =
        issue(folder, &ca, true,
              &(struct wish){
                  .file = "server", .name = "server", .names = SERVER_NAMES, .use = "serverAuth"});
    FILE *garbage = create(folder, "garbage", ".pem", 0644);

    must(fputs("no certificate\n", garbage) >= 0 && fclose(garbage) == 0, "garbage");
    write_key(folder, "locked", server.key, 0644);
    for (size_t i = 0; i < sizeof(OURS) / sizeof(OURS[0]); i++)
        forget(issue(folder, &ca, false, &OURS[i]));
    forget(issue(folder, &other, false,
                 &(struct wish){.file = "stranger", .name = "scanner-7", .use = "clientAuth"}));
    make_deep(folder, &ca);
    forget(server);
    forget(other);
    forget(ca);
}
