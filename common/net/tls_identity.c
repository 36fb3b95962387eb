/* Names in certificates. They are compared and copied by length: a NUL inside ends a C string, so
 * "bank.example\0.evil.example" would pass for the bank. */
#include "base/fault.h"
#include "net/internal.h"
#include "net/tls_internal.h"

#include <openssl/x509v3.h>

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#define IDENTITY_BYTES_MAX (64u * 1024)

/* The identity, its names and their texts in one piece of memory. */
struct held {
    struct cv_identity identity; /* first member */
    unsigned holds;
};

static const ASN1_STRING *text_of(const GENERAL_NAME *name)
{
    switch (name->type) {
    case GEN_DNS:
        return name->d.dNSName;
    case GEN_URI:
        return name->d.uniformResourceIdentifier;
    case GEN_EMAIL:
        return name->d.rfc822Name;
    default:
        return NULL;
    }
}

static bool is_clean(const ASN1_STRING *string)
{
    int len = ASN1_STRING_length(string);

    return len == 0 || memchr(ASN1_STRING_get0_data(string), '\0', (size_t)len) == NULL;
}

/* In whatever alphabet the certificate has it. */
static bool entry_is_clean(const X509_NAME_ENTRY *entry)
{
    unsigned char *utf8 = NULL;
    int len = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(entry));
    bool clean = len >= 0 && (len == 0 || memchr(utf8, '\0', (size_t)len) == NULL);

    OPENSSL_free(utf8);
    return clean;
}

/* NULL: there are none; *readable says whether that is because nobody can read them. */
static GENERAL_NAMES *names_of(X509 *cert, bool *readable)
{
    int where = -1;
    GENERAL_NAMES *names = X509_get_ext_d2i(cert, NID_subject_alt_name, &where, NULL);

    *readable = names != NULL || where == -1; /* -1: not there; -2: twice; otherwise malformed */
    return names;
}

bool cv_tls_names_are_clean(X509 *cert)
{
    const X509_NAME *subject = X509_get_subject_name(cert);
    bool clean;
    GENERAL_NAMES *names = names_of(cert, &clean);

    for (int i = 0; clean && i < X509_NAME_entry_count(subject); i++)
        clean = entry_is_clean(X509_NAME_get_entry(subject, i));
    for (int i = 0; clean && i < sk_GENERAL_NAME_num(names); i++) {
        const ASN1_STRING *text = text_of(sk_GENERAL_NAME_value(names, i));

        clean = text == NULL || is_clean(text);
    }
    GENERAL_NAMES_free(names);
    return clean;
}

/* ---- as plain text ---- */

static bool ip_text(const ASN1_OCTET_STRING *ip, char text[INET6_ADDRSTRLEN])
{
    int len = ASN1_STRING_length(ip);

    if (len != 4 && len != 16)
        return false;
    return inet_ntop(len == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(ip), text,
                     INET6_ADDRSTRLEN) != NULL;
}

/* False: a kind of name that is not handed on. `ip` holds the text of an address. */
static bool describe(const GENERAL_NAME *name, char ip[INET6_ADDRSTRLEN],
                     struct cv_identity_name *to)
{
    const ASN1_STRING *text = text_of(name);

    if (name->type == GEN_IPADD && ip_text(name->d.iPAddress, ip)) {
        *to = (struct cv_identity_name){CV_IDENTITY_IP, ip, strlen(ip)};
        return true;
    }
    if (text == NULL)
        return false;
    to->kind = name->type == GEN_DNS   ? CV_IDENTITY_DNS
               : name->type == GEN_URI ? CV_IDENTITY_URI
                                       : CV_IDENTITY_EMAIL;
    to->text = (const char *)ASN1_STRING_get0_data(text);
    to->len = (size_t)ASN1_STRING_length(text);
    return true;
}

static size_t bytes_of(const GENERAL_NAMES *names)
{
    size_t bytes = 0;
    char ip[INET6_ADDRSTRLEN];
    struct cv_identity_name name;

    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        if (describe(sk_GENERAL_NAME_value(names, i), ip, &name))
            bytes += sizeof(name) + name.len + 1;
    }
    return bytes;
}

/* All of it in one block, of which `subject_len` + 1 bytes are the subject's. */
static struct cv_identity *build(const char *subject, size_t subject_len,
                                 const GENERAL_NAMES *names)
{
    size_t size = sizeof(struct held) + bytes_of(names) + subject_len + 1;
    struct held *held =
        size > IDENTITY_BYTES_MAX || cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(1, size);
    struct cv_identity_name *list;
    char ip[INET6_ADDRSTRLEN];
    size_t count = 0;
    char *at;

    if (held == NULL)
        return NULL;
    list = (struct cv_identity_name *)(held + 1);
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++)
        count += describe(sk_GENERAL_NAME_value(names, i), ip, &list[count]) ? 1u : 0u;
    at = (char *)(list + count);
    held->holds = 1;
    held->identity = (struct cv_identity){.subject = at, .names = list, .name_count = count};
    memcpy(at, subject, subject_len);
    at += subject_len + 1;
    for (int i = 0, k = 0; i < sk_GENERAL_NAME_num(names); i++) {
        if (!describe(sk_GENERAL_NAME_value(names, i), ip, &list[k]))
            continue;
        memcpy(at, list[k].text, list[k].len);
        list[k].text = at;
        at += list[k++].len + 1;
    }
    return &held->identity;
}

struct cv_identity *cv_tls_identity(const SSL *ssl, bool *failed)
{
    X509 *cert = SSL_get0_peer_certificate(ssl);
    struct cv_identity *identity = NULL;
    BIO *subject = NULL;
    GENERAL_NAMES *names;
    char *text;
    bool readable;
    long len;

    if (cert == NULL)
        return NULL;
    names = names_of(cert, &readable);
    subject = BIO_new(BIO_s_mem());
    if (subject != NULL &&
        X509_NAME_print_ex(subject, X509_get_subject_name(cert), 0,
                           XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB) >= 0) {
        len = BIO_get_mem_data(subject, &text);
        identity = build(text, (size_t)len, names);
    }
    BIO_free(subject);
    GENERAL_NAMES_free(names);
    *failed = *failed || identity == NULL;
    return identity;
}

const struct cv_identity *cv_identity_hold(const struct cv_identity *identity)
{
    if (identity != NULL)
        ((struct held *)(uintptr_t)identity)->holds++;
    return identity;
}

void cv_identity_drop(const struct cv_identity *identity)
{
    struct held *held = (struct held *)(uintptr_t)identity;

    if (held != NULL && --held->holds == 0)
        free(held);
}
