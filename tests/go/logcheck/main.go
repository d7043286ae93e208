// Logcheck verifies a tiled log with Go's own transparency log packages, which share no code with Folkmoot.
//
//	logcheck URL|DIRECTORY VKEY
//
// It checks the checkpoint's signature, every tile it meets against the signed root, inclusion of up to fifty
// entries (first and last among them) from their bundles, and consistency with up to fifteen smaller sizes.
// Exit codes: 0 all holds, 1 something does not, 2 wrong usage.
//
// Build: GO111MODULE=off GOPATH=/usr/share/gocode go build (Debian: golang-go, golang-golang-x-mod-dev).
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	height     = 8
	width      = 1 << height
	maxBody    = width * (2 + 65535)
	inclusions = 50
	sizes      = 15
)

var client = &http.Client{Timeout: 30 * time.Second}

// fetch reads one path below the prefix, which is a URL or a directory.
func fetch(prefix, path string) ([]byte, error) {
	if !strings.HasPrefix(prefix, "http://") && !strings.HasPrefix(prefix, "https://") {
		return os.ReadFile(filepath.Join(prefix, filepath.FromSlash(path)))
	}
	answer, err := client.Get(strings.TrimSuffix(prefix, "/") + "/" + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, answer.Status)
	}
	return io.ReadAll(io.LimitReader(answer.Body, maxBody))
}

// fetchPartial reads a tile or bundle; a missing partial one may have been replaced by the full one.
func fetchPartial(prefix, path string) ([]byte, error) {
	data, err := fetch(prefix, path)
	if full, _, partial := strings.Cut(path, ".p/"); err != nil && partial {
		return fetch(prefix, full)
	}
	return data, err
}

// tilePath is the library's path without its tile height: tile/8/0/000 is served as tile/0/000.
func tilePath(tile tlog.Tile) string {
	return "tile/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height))
}

type reader struct{ prefix string }

func (reader) Height() int { return height }

func (reader) SaveTiles([]tlog.Tile, [][]byte) {}

func (r reader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		data, err := fetchPartial(r.prefix, tilePath(tile))
		if err != nil {
			return nil, err
		}
		if want := tile.W * tlog.HashSize; len(data) > want && len(data) == width*tlog.HashSize {
			data = data[:want]
		}
		found = append(found, data)
	}
	return found, nil
}

// parse reads origin, size and root. Go's own tlog.ParseTree knows the origin of its own log only.
func parse(text string) (tlog.Tree, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[0] == "" {
		return tlog.Tree{}, fmt.Errorf("the checkpoint does not have three lines")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, fmt.Errorf("the checkpoint's size %q is not plain decimal", lines[1])
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tlog.Tree{}, fmt.Errorf("the checkpoint's root %q is not a hash", lines[2])
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree, nil
}

// entry reads one entry from its bundle.
func entry(prefix string, size, index int64) ([]byte, error) {
	tile := tlog.Tile{H: height, L: 0, N: index / width, W: width}
	if begun := size - tile.N*width; begun < width {
		tile.W = int(begun)
	}
	path := strings.Replace(tilePath(tile), "tile/0/", "tile/entries/", 1)
	bundle, err := fetchPartial(prefix, path)
	for skip := index % width; err == nil; skip-- {
		if len(bundle) < 2 || len(bundle)-2 < int(binary.BigEndian.Uint16(bundle)) {
			return nil, fmt.Errorf("%s ends before entry %d", path, index)
		}
		end := 2 + int(binary.BigEndian.Uint16(bundle))
		if skip == 0 {
			return bundle[2:end], nil
		}
		bundle = bundle[end:]
	}
	return nil, err
}

// sample gives up to count numbers from first to last, evenly spread, both ends included.
func sample(first, last int64, count int64) []int64 {
	var found []int64
	for at := int64(0); at < count && first <= last; at++ {
		next := first + (last-first)*at/(count-1)
		if len(found) == 0 || next != found[len(found)-1] {
			found = append(found, next)
		}
	}
	return found
}

func check(prefix, vkey string) (string, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return "", err
	}
	data, err := fetch(prefix, "checkpoint")
	if err != nil {
		return "", err
	}
	signed, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return "", err
	}
	tree, err := parse(signed.Text)
	if err != nil {
		return "", err
	}
	hashes := tlog.TileHashReader(tree, reader{prefix})
	indexes, olds := sample(0, tree.N-1, inclusions), sample(1, tree.N, sizes)
	for _, index := range indexes {
		record, err := entry(prefix, tree.N, index)
		if err != nil {
			return "", err
		}
		// The tile's own hash is compared too, because a proof of an entry does not read the entry's leaf.
		leaf, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
		if err != nil {
			return "", fmt.Errorf("reading the leaf of entry %d: %w", index, err)
		}
		if leaf[0] != tlog.RecordHash(record) {
			return "", fmt.Errorf("entry %d: its tile holds another hash", index)
		}
		proof, err := tlog.ProveRecord(tree.N, index, hashes)
		if err != nil {
			return "", fmt.Errorf("proving entry %d: %w", index, err)
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(record)); err != nil {
			return "", fmt.Errorf("entry %d: %w", index, err)
		}
	}
	for _, old := range olds {
		root, err := tlog.TreeHash(old, hashes)
		if err != nil {
			return "", fmt.Errorf("hashing the first %d: %w", old, err)
		}
		proof, err := tlog.ProveTree(tree.N, old, hashes)
		if err != nil {
			return "", fmt.Errorf("proving size %d: %w", old, err)
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, old, root); err != nil {
			return "", fmt.Errorf("size %d: %w", old, err)
		}
	}
	return fmt.Sprintf("OK: %s, size %d: %d inclusions, %d consistency proofs",
		verifier.Name(), tree.N, len(indexes), len(olds)), nil
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: logcheck URL|DIRECTORY VKEY")
		os.Exit(2)
	}
	line, err := check(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, "FAILED:", err)
		os.Exit(1)
	}
	fmt.Println(line)
}
