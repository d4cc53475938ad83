package inspect

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
)

// Many banks protect a statement only against changes: such a PDF is encrypted and opens with the empty
// password. Refusing it would lose a document that every reader shows, so the empty password is tried, as ISO 32000-2,
// 7.6.4, says how.

// passwordPadding fills up short passwords; the empty one is nothing else.
var passwordPadding = []byte("\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A")

// opensWithoutPassword reports whether the empty user password opens the file. What it cannot judge (another
// handler than the standard one, a damaged dictionary) it leaves to preprocess and says yes.
func opensWithoutPassword(e pdfDict, id []byte) bool {
	user, _ := e["U"].([]byte)
	owner, _ := e["O"].([]byte)
	revision, _ := e["R"].(float64)
	permissions, hasPermissions := e["P"].(float64)
	if e.name("Filter") != "Standard" || len(user) < 32 || len(owner) < 32 {
		return true
	}
	switch revision {
	case 2, 3, 4:
		if !hasPermissions {
			return true
		}
		key := fileKey(e, owner[:32], uint32(int64(permissions)), id, int(revision))
		return bytes.Equal(checkValue(key, id, int(revision)), user[:checkBytes(int(revision))])
	case 5:
		if len(user) < 48 {
			return true
		}
		sum := sha256.Sum256(user[32:40])
		return bytes.Equal(sum[:], user[:32])
	case 6:
		if len(user) < 48 {
			return true
		}
		return bytes.Equal(hardenedHash(user[32:40]), user[:32])
	}
	return true
}

// fileKey is algorithm 2 for the empty password.
func fileKey(e pdfDict, owner []byte, permissions uint32, id []byte, revision int) []byte {
	h := md5.New()
	h.Write(passwordPadding)
	h.Write(owner)
	h.Write(binary.LittleEndian.AppendUint32(nil, permissions))
	h.Write(id)
	if plainMetadata := e["EncryptMetadata"] == pdfKeyword("false"); revision >= 4 && plainMetadata {
		h.Write([]byte{0xff, 0xff, 0xff, 0xff})
	}
	sum := h.Sum(nil)
	if revision == 2 {
		return sum[:5]
	}
	length := 5
	if bits, ok := e["Length"].(float64); ok && bits >= 40 && bits <= 128 {
		length = int(bits) / 8
	}
	if v, _ := e["V"].(float64); v == 4 {
		length = 16
	}
	for range 50 {
		again := md5.Sum(sum[:length])
		sum = again[:]
	}
	return sum[:length]
}

// checkBytes is how much of /U is compared: from revision 3 on the rest is arbitrary.
func checkBytes(revision int) int {
	if revision == 2 {
		return 32
	}
	return 16
}

// checkValue is what /U holds when key is right: algorithms 4 and 5.
func checkValue(key, id []byte, revision int) []byte {
	if revision == 2 {
		return rc4ed(key, passwordPadding)
	}
	sum := md5.Sum(append(bytes.Clone(passwordPadding), id...))
	value := rc4ed(key, sum[:])
	for i := 1; i <= 19; i++ {
		turned := bytes.Clone(key)
		for j := range turned {
			turned[j] ^= byte(i)
		}
		value = rc4ed(turned, value)
	}
	return value
}

func rc4ed(key, data []byte) []byte {
	c, err := rc4.NewCipher(key)
	if err != nil {
		return nil
	}
	out := make([]byte, len(data))
	c.XORKeyStream(out, data)
	return out
}

// hardenedHash is algorithm 2.B for the empty user password with its validation salt.
func hardenedHash(salt []byte) []byte {
	first := sha256.Sum256(salt)
	k := first[:]
	for round := 1; ; round++ {
		block, err := aes.NewCipher(k[:16])
		if err != nil {
			return nil
		}
		encrypted := bytes.Repeat(k, 64)
		cipher.NewCBCEncrypter(block, k[16:32]).CryptBlocks(encrypted, encrypted)
		remainder := 0
		for _, b := range encrypted[:16] { // 256 is 1 modulo 3, so the number's remainder is that of its digits' sum
			remainder += int(b)
		}
		switch remainder % 3 {
		case 0:
			sum := sha256.Sum256(encrypted)
			k = sum[:]
		case 1:
			sum := sha512.Sum384(encrypted)
			k = sum[:]
		case 2:
			sum := sha512.Sum512(encrypted)
			k = sum[:]
		}
		if round >= 64 && int(encrypted[len(encrypted)-1]) <= round-32 {
			return k[:32]
		}
	}
}
