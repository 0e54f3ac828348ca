package kanal_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mayImport is the architecture: which of the project's packages each may import besides the root. A package
// that is not named here is refused; test support may import what it supports and what that may.
var mayImport = map[string][]string{
	".":                   {},
	"bots":                {},
	"bots/telegram":       {"bots"},
	"bots/sms":            {"bots"},
	"bots/sms/kannel":     {"bots", "bots/sms"},
	"bots/webchat":        {"bots"},
	"bots/whatsapp":       {"bots"},
	"bots/whatsapp/cloud": {"bots"},
	"places":              {},
	"classifier":          {"places"},
	"storage":             {},
	"files":               {},
	"recap":               {"storage"},
	"router/dialog":       {"places"},
	"router/texts":        {"places"},
	"router":              {"storage", "bots", "classifier", "files", "places", "recap", "router/dialog", "router/texts"},
	"web":                 {"storage", "bots", "classifier", "files", "places", "recap", "router", "router/dialog", "router/texts"},
	"cmd/kanal":           {"*"},

	"bots/botstest":                 {"bots"},
	"bots/telegram/telegramtest":    {"bots", "bots/telegram"},
	"bots/sms/kannel/kanneltest":    {"bots", "bots/sms", "bots/sms/kannel"},
	"bots/whatsapp/whatsapptest":    {"bots", "bots/whatsapp"},
	"bots/whatsapp/cloud/cloudtest": {"bots", "bots/whatsapp/cloud"},
	"storage/storagetest":           {"storage"},
}

// Channels never know each other, the root knows nobody, and only the store speaks SQL: a new edge between
// packages is a visible line above.
func TestImports(t *testing.T) {
	for folder, imports := range importsByFolder(t) {
		allowed, known := mayImport[folder]
		if !known {
			if strings.HasPrefix(folder, "bench") {
				continue // commands that measure; nothing imports them
			}
			t.Errorf("package %s is not in the table", folder)
			continue
		}
		for _, imported := range imports {
			inside, ours := strings.CutPrefix(imported, "kanal/")
			switch {
			case imported == "kanal" && folder != ".", slices.Contains(allowed, "*"):
			case ours && slices.Contains(allowed, inside):
			case ours:
				t.Errorf("%s imports %s", folder, imported)
			case folder == "." && strings.Contains(imported, "."):
				t.Errorf("the root package imports %s; the standard library is all it may", imported)
			case folder != "storage" && folder != "storage/storagetest" && (imported == "database/sql" || strings.Contains(imported, "sqlx")):
				t.Errorf("%s imports %s: SQL is the store's", folder, imported)
			}
		}
	}
}

// The environment is read in one place.
func TestEnvironmentIsReadByConfigAlone(t *testing.T) {
	for folder, imports := range importsByFolder(t) {
		if folder != "cmd/kanal" && !strings.HasSuffix(folder, "test") && slices.Contains(imports, "github.com/joho/godotenv") {
			t.Errorf("%s reads settings", folder)
		}
	}
}

// importsByFolder reads what the production files (and the test support packages) of each folder import.
func importsByFolder(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() && file != "." && (strings.HasPrefix(name, ".") || name == "testdata" || name == "kanal-data") {
			return filepath.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		folder := path.Dir(filepath.ToSlash(file))
		found[folder] = append(found[folder], []string{}...)
		for _, i := range parsed.Imports {
			found[folder] = append(found[folder], strings.Trim(i.Path.Value, `"`))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
